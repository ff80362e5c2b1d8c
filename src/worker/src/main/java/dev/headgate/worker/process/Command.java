package dev.headgate.worker.process;

import dev.headgate.control.Assignment;
import dev.headgate.dataflow.cutover.Run;
import java.util.List;

/** What a worker is started for: what its arguments say. */
enum Command {
  /** No argument: run the assigned sinks until asked to stop. */
  RUN,
  /** {@code release}: run them until each of them is released. */
  RELEASE;

  private static final String RELEASE_WORD = "release";

  /**
   * Reads the program's arguments.
   *
   * @throws ConfigurationException if they are neither none nor {@code release} alone
   */
  static Command of(List<String> arguments) throws ConfigurationException {
    if (arguments.isEmpty()) {
      return RUN;
    }
    if (arguments.equals(List.of(RELEASE_WORD))) {
      return RELEASE;
    }
    throw new ConfigurationException(
        List.of(
            "the arguments are \"%s\": give none to run the assigned sinks, or \"%s\" to release them"
                .formatted(String.join(" ", arguments), RELEASE_WORD)));
  }

  /**
   * Makes sure that a sink is released only if its assignment says so: whoever started this program
   * may have meant another directory.
   *
   * @throws ConfigurationException with every sink that is assigned otherwise
   */
  void check(List<Assignment> assignments) throws ConfigurationException {
    if (this == RUN) {
      return;
    }
    var others = assignments.stream().filter(a -> a.desired().run() != Run.RELEASED).toList();
    if (!others.isEmpty()) {
      throw new ConfigurationException(
          others.stream()
              .map(
                  a ->
                      "sink %s is not assigned \"run\": \"Released\", and \"%s\" gives back every sink of %s for good: assign it so, or take its file away"
                          .formatted(a.sink(), RELEASE_WORD, WorkerSettings.ASSIGNMENTS))
              .toList());
    }
  }
}
