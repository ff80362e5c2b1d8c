package dev.headgate.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * What is soaked, by system properties; an empty one counts as absent. {@code docs/benchmarks.md}
 * shows the same to users.
 *
 * @param cutovers {@code soak.cutovers}: how many
 * @param seed {@code soak.seed}: what is struck, and when, follows from it
 * @param transactionsPerSecond {@code soak.transactions}: of the load, a second, at most
 * @param workerOptions {@code soak.worker.options}: of the worker's JVM, with blanks between them
 * @param directory {@code soak.directory}: where {@code soak.json} and {@code soak.log} go
 */
record SoakSettings(
    int cutovers,
    int seed,
    int transactionsPerSecond,
    List<String> workerOptions,
    Optional<Path> directory) {

  /**
   * Reads them.
   *
   * @param random chooses a seed where none is given
   */
  static SoakSettings of(Properties properties, RandomGenerator random) {
    var reading = new Reading(properties);
    return new SoakSettings(
        reading.number("soak.cutovers", 500),
        reading.number("soak.seed", random.nextInt(1, 1_000_000)),
        reading.number("soak.transactions", 100),
        List.of(
            reading
                .text("soak.worker.options")
                .orElse("-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                .split(" +")),
        reading.text("soak.directory").map(Path::of));
  }
}
