package dev.headgate.demo.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** When each record came, all of them. Thread-safe. */
public final class Arrivals implements TopicWatch.Listener {

  private record Arrival(long at, long nanos) {}

  private final List<Arrival> arrivals = new ArrayList<>();

  @Override
  public synchronized void came(long at, long nanos) {
    arrivals.add(new Arrival(at, nanos));
  }

  /**
   * The longest time without a record between {@code around} before and after the first record from
   * {@code at} on.
   */
  synchronized Duration longestSilence(long at, Duration around) {
    long turn =
        arrivals.stream()
            .filter(a -> Long.compareUnsigned(a.at(), at) >= 0)
            .mapToLong(Arrival::nanos)
            .min()
            .orElseThrow();
    long longest = 0;
    long before = turn - around.toNanos();
    for (Arrival arrival : arrivals) {
      if (arrival.nanos() >= turn - around.toNanos()
          && arrival.nanos() <= turn + around.toNanos()) {
        longest = Math.max(longest, arrival.nanos() - before);
        before = arrival.nanos();
      }
    }
    return Duration.ofNanos(longest);
  }
}
