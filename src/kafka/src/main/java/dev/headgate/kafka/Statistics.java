package dev.headgate.kafka;

/**
 * What a writer has done since it was made. Progress records are not counted, and records of
 * skipped rows only by the last of these.
 *
 * @param messagesStaged rows given to it
 * @param messagesCommitted rows in transactions known to be committed
 * @param bytesStaged their keys, values and headers, before compression
 * @param bytesCommitted likewise
 * @param rowsSkipped records of skipped rows in transactions known to be committed
 */
public record Statistics(
    long messagesStaged,
    long messagesCommitted,
    long bytesStaged,
    long bytesCommitted,
    long rowsSkipped) {}
