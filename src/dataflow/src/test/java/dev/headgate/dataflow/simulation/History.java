package dev.headgate.dataflow.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A history that can be played again.
 *
 * @param seed chooses everything that happens
 * @param steps how long the turmoil lasts
 * @param spared misfortunes that are left out, by number; what is chosen after them differs
 */
record History(long seed, int steps, Set<Integer> spared) {

  private static final int USUAL_STEPS = 600;

  private static final String SEED = "headgate.histories.seed";
  private static final String STEPS = "headgate.histories.steps";
  private static final String SPARED = "headgate.histories.spared";

  History {
    spared = new TreeSet<>(spared);
  }

  /** Of the usual length, with all misfortunes. */
  static History of(long seed) {
    return new History(seed, USUAL_STEPS, Set.of());
  }

  /** That which the system properties name, and those of the seeds after it; else any. */
  static Stream<History> wanted(int count) {
    long first = Long.getLong(SEED, System.nanoTime());
    int steps = Integer.getInteger(STEPS, USUAL_STEPS);
    var spared =
        Stream.of(System.getProperty(SPARED, "").split(","))
            .filter(number -> !number.isEmpty())
            .map(Integer::valueOf)
            .collect(Collectors.toSet());
    return IntStream.range(0, count).mapToObj(i -> new History(first + i, steps, spared));
  }

  /** How {@link #wanted} is told to yield this one alone. */
  String properties() {
    return "-D%s=%d -D%s=%d%s -Dheadgate.histories.count=1"
        .formatted(
            SEED,
            seed,
            STEPS,
            steps,
            spared.isEmpty()
                ? ""
                : " -D%s=%s"
                    .formatted(
                        SPARED,
                        spared.stream().map(String::valueOf).collect(Collectors.joining(","))));
  }

  /** Plays it; throws what is wrong. */
  World play(Protocol protocol, Consumer<Supplier<String>> trace) {
    var world = new World(seed, protocol, spared, trace);
    world.run(steps);
    return world;
  }

  /** What is wrong with it. */
  Optional<Throwable> failure(Protocol protocol) {
    try {
      play(protocol, line -> {});
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e);
    }
  }

  /** All that happens in it, up to its failure or its end. */
  List<String> trace(Protocol protocol) {
    var lines = new ArrayList<String>();
    try {
      play(protocol, line -> lines.add(line.get()));
    } catch (AssertionError | RuntimeException e) {
      lines.add(String.valueOf(e.getMessage()));
    }
    return lines;
  }

  /**
   * One that fails as well, though perhaps otherwise: no shorter one of its seed does, nor the same
   * with one misfortune less.
   */
  History shortest(Supplier<Protocol> protocol) {
    var shorter = withFewerSteps(protocol);
    var fewer = shorter.withFewerMisfortunes(protocol);
    return fewer.equals(this) ? this : fewer.shortest(protocol);
  }

  private History withFewerSteps(Supplier<Protocol> protocol) {
    return IntStream.range(0, steps)
        .mapToObj(fewer -> new History(seed, fewer, spared))
        .filter(h -> h.failure(protocol.get()).isPresent())
        .findFirst()
        .orElse(this);
  }

  private History withFewerMisfortunes(Supplier<Protocol> protocol) {
    var world = new World(seed, protocol.get(), spared, line -> {});
    try {
      world.run(steps);
    } catch (AssertionError | RuntimeException e) {
      // It is known to fail; how many misfortunes there were is what is asked.
      return withFewer(world.misfortune.struck(), protocol);
    }
    throw new IllegalStateException("does not fail: " + this);
  }

  private History withFewer(int misfortunes, Supplier<Protocol> protocol) {
    var least = this;
    for (int number = 1; number <= misfortunes; number++) {
      var more = new TreeSet<>(least.spared);
      if (more.add(number)) {
        var candidate = new History(seed, steps, more);
        least = candidate.failure(protocol.get()).isPresent() ? candidate : least;
      }
    }
    return least;
  }
}
