package dev.headgate.bench.figures;

/** Durations as they are shown. */
public final class Durations {

  private Durations() {}

  /** Milliseconds, to the microsecond. */
  public static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }

  /** Seconds, to the millisecond. */
  public static double seconds(long nanos) {
    return Math.round(nanos / 1e6) / 1e3;
  }
}
