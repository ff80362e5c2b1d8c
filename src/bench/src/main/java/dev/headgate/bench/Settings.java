package dev.headgate.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * What is measured, by system properties; an empty one counts as absent. {@code docs/benchmarks.md}
 * shows the same to users.
 *
 * @param only {@code bench.only}: names of {@link Benchmark}s, with commas between them
 * @param changes {@code bench.changes}: of each catch-up, in thousands
 * @param rounds {@code bench.rounds}: how many catch-ups
 * @param seconds {@code bench.seconds}: how long latency is measured, after a warm-up
 * @param cutovers {@code bench.cutovers}: how many
 * @param idleLimit {@code bench.idle.limit}: how many seconds to wait for an idle machine
 * @param workerOptions {@code bench.worker.options}: of the workers' JVM, with blanks between them
 * @param recvlogical {@code bench.recvlogical}: the program
 * @param workerModule {@code bench.worker.module}: the worker's Maven module, once built
 * @param output {@code bench.output}: a file that the figures are written to as well
 */
record Settings(
    List<Benchmark> only,
    int changes,
    int rounds,
    int seconds,
    int cutovers,
    Duration idleLimit,
    List<String> workerOptions,
    Optional<Path> recvlogical,
    Optional<Path> workerModule,
    Optional<Path> output) {

  /** Changes of one upstream transaction. */
  static final int TRANSACTION = 1000;

  static Settings of(Properties properties) {
    var reading = new Reading(properties);
    int changes = reading.number("bench.changes", 1_000_000);
    if (changes % TRANSACTION != 0) {
      throw new IllegalArgumentException(
          "-Dbench.changes=%d: write a multiple of %d".formatted(changes, TRANSACTION));
    }
    return new Settings(
        reading.text("bench.only").map(Settings::benchmarks).orElse(List.of(Benchmark.values())),
        changes,
        reading.number("bench.rounds", 3),
        reading.number("bench.seconds", 30),
        reading.number("bench.cutovers", 10),
        Duration.ofSeconds(reading.number("bench.idle.limit", 120)),
        List.of(reading.text("bench.worker.options").orElse("-Xmx512m").split(" +")),
        reading.text("bench.recvlogical").map(Path::of),
        reading.text("bench.worker.module").map(Path::of),
        reading.text("bench.output").map(Path::of));
  }

  private static List<Benchmark> benchmarks(String names) {
    var unknown = new TreeSet<>(List.of(names.split(",")));
    Arrays.stream(Benchmark.values()).map(Benchmark::option).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "-Dbench.only=%s: %s is unknown; write some of %s"
              .formatted(
                  names,
                  String.join(", ", unknown),
                  Arrays.stream(Benchmark.values()).map(Benchmark::option).toList()));
    }
    var wanted = List.of(names.split(","));
    return Arrays.stream(Benchmark.values()).filter(b -> wanted.contains(b.option())).toList();
  }
}
