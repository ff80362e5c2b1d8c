package dev.headgate.postgres.snapshot;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deals a table out in ranges of blocks, as conditions on {@code ctid}, to whoever asks next. The
 * last one is open at its end: together they cover the table however it grows. Thread-safe.
 */
final class BlockRanges {

  private final long ranges;
  private final long blocksARange;
  private final AtomicLong next = new AtomicLong();

  /**
   * @param blocks how many blocks the table has
   * @param blocksARange how many go into one range, at least 1
   */
  BlockRanges(long blocks, long blocksARange) {
    this.blocksARange = blocksARange;
    ranges = Math.max(1, (blocks + blocksARange - 1) / blocksARange);
  }

  long count() {
    return ranges;
  }

  /** The condition of the next range, or empty if all were dealt out. */
  Optional<String> next() {
    long range = next.getAndIncrement();
    if (range >= ranges) {
      return Optional.empty();
    }
    String condition = "ctid >= '(%d,0)'::tid".formatted(range * blocksARange);
    return Optional.of(
        range == ranges - 1
            ? condition
            : condition + " AND ctid < '(%d,0)'::tid".formatted((range + 1) * blocksARange));
  }
}
