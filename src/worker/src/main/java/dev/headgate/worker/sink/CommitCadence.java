package dev.headgate.worker.sink;

import java.time.Duration;

/**
 * When a commit is due. Close behind the source commits follow each other quickly, for a low
 * latency; with a backlog they are fewer and larger, for throughput. Times are of one monotonic
 * clock, in nanoseconds.
 */
final class CommitCadence {

  private final long minNanos;
  private final long maxNanos;
  private final long idleNanos;
  private long endedAt;

  CommitCadence(SinkSettings settings, long now) {
    minNanos = settings.minCommitInterval().toNanos();
    maxNanos = settings.maxCommitInterval().toNanos();
    idleNanos = settings.idleCommitInterval().toNanos();
    endedAt = now;
  }

  void ended(long now) {
    endedAt = now;
  }

  /** Whether rows that are staged should be committed. */
  boolean isDue(long now, boolean backlog) {
    return now - endedAt >= (backlog ? maxNanos : minNanos);
  }

  /** Whether progress alone should be committed. */
  boolean isIdleDue(long now) {
    return now - endedAt >= idleNanos;
  }

  /** How long until staged rows are due. */
  Duration left(long now) {
    return Duration.ofNanos(Math.max(0, minNanos - (now - endedAt)));
  }
}
