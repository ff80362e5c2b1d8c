package dev.headgate.postgres;

import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A logical replication slot as {@code pg_replication_slots} shows it.
 *
 * @param name its name
 * @param confirmed {@code confirmed_flush_lsn}: what commits before it is no longer sent; empty
 *     while the slot is being made
 * @param activePid the server process that uses it
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; empty
 *     while the slot is being made
 * @param lostBecause why the server gave it up: {@code invalidation_reason} (PostgreSQL 17), or
 *     {@code wal_status}
 * @param safeWalBytes {@code safe_wal_size}: how much more can be written before the slot may be
 *     lost; empty if there is no limit
 */
public record Slot(
    String name,
    Optional<Timestamp> confirmed,
    OptionalInt activePid,
    Optional<String> walStatus,
    Optional<String> lostBecause,
    OptionalLong safeWalBytes) {}
