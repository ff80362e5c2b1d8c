package dev.headgate.worker.sink;

import java.time.Duration;

/**
 * What tunes a sink's loop.
 *
 * @param minCommitInterval the shortest time between two commits, while the source is followed
 *     closely
 * @param maxCommitInterval the time between two commits while there is a backlog
 * @param idleCommitInterval the time between two looks at catalog and topic, after which progress
 *     alone is committed if nothing else was
 * @param lagLimitBytes how many bytes of WAL a sink may be behind its source's end when it is cut
 *     over
 * @param maxTransactionBytes how much memory one upstream transaction may take
 * @param snapshotSessions how many sessions read a snapshot
 * @param snapshotTimeout how long a snapshot's Kafka transaction may take; at most the brokers'
 *     {@code transaction.max.timeout.ms}
 * @param repairBytes how much memory each part of preparing a repair may take: recording, sorting,
 *     and keeping contents before they go to disk
 * @param slotTimeout how long to wait for the transactions that a new slot waits for
 */
public record SinkSettings(
    Duration minCommitInterval,
    Duration maxCommitInterval,
    Duration idleCommitInterval,
    long lagLimitBytes,
    long maxTransactionBytes,
    long repairBytes,
    int snapshotSessions,
    Duration snapshotTimeout,
    Duration slotTimeout) {

  /** The defaults, for a process with {@code heapBytes} of heap. */
  public static SinkSettings defaults(long heapBytes) {
    return new SinkSettings(
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        Duration.ofSeconds(5),
        16L << 20,
        Math.max(64L << 20, heapBytes / 4),
        Math.max(16L << 20, heapBytes / 12),
        2,
        Duration.ofMinutes(15),
        Duration.ofMinutes(10));
  }
}
