package dev.headgate.worker.repair;

import java.time.Duration;

/**
 * What bounds a preparation.
 *
 * @param sessions how many sessions read a table side by side, 1 or more
 * @param sortBytes how much memory contents are sorted in
 * @param limit how long the database may take for everything; and how long Kafka may take
 */
public record PreparationSettings(int sessions, long sortBytes, Duration limit) {}
