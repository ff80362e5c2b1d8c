package dev.headgate.worker.sink;

/**
 * When a commit is due. Close behind the source commits follow each other quickly, for a low
 * latency; with a backlog they are fewer and larger, for throughput. Times are of one monotonic
 * clock, in nanoseconds.
 */
final class CommitCadence {

  private final long minNanos;
  private final long maxNanos;
  private long endedAt;

  CommitCadence(SinkSettings settings, long now) {
    minNanos = settings.minCommitInterval().toNanos();
    maxNanos = settings.maxCommitInterval().toNanos();
    endedAt = now;
  }

  void ended(long now) {
    endedAt = now;
  }

  /** Whether rows that are staged should be committed. */
  boolean isDue(long now, boolean backlog) {
    return now - endedAt >= (backlog ? maxNanos : minNanos);
  }
}
