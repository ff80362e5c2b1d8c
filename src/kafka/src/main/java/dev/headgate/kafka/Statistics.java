package dev.headgate.kafka;

/**
 * What a writer has done since it was made. Progress records are not counted.
 *
 * @param messagesStaged rows given to it
 * @param messagesCommitted rows in transactions known to be committed
 * @param bytesStaged their keys, values and headers, before compression
 * @param bytesCommitted likewise
 */
public record Statistics(
    long messagesStaged, long messagesCommitted, long bytesStaged, long bytesCommitted) {}
