package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a container stands, as its status tells it. */
sealed interface RunState {

  /** It has no process. Tried again from time to time. */
  record Waiting(String reason, String message) implements RunState {
    @Override
    public ContainerState status() {
      return new ContainerStateBuilder()
          .withNewWaiting()
          .withReason(reason)
          .withMessage(message.isEmpty() ? null : message)
          .endWaiting()
          .build();
    }
  }

  /** It has a process. */
  record Running(Instant since) implements RunState {
    @Override
    public ContainerState status() {
      return new ContainerStateBuilder()
          .withNewRunning()
          .withStartedAt(timestamp(since))
          .endRunning()
          .build();
    }
  }

  /**
   * Its process has ended.
   *
   * @param exitCode 128 + the signal's number after a signal
   */
  record Terminated(
      int exitCode, String reason, String message, Instant startedAt, Instant finishedAt)
      implements RunState {
    @Override
    public ContainerState status() {
      return new ContainerStateBuilder()
          .withNewTerminated()
          .withExitCode(exitCode)
          .withReason(reason)
          .withMessage(message.isEmpty() ? null : message)
          .withStartedAt(timestamp(startedAt))
          .withFinishedAt(timestamp(finishedAt))
          .endTerminated()
          .build();
    }

    boolean succeeded() {
      return exitCode == 0;
    }
  }

  ContainerState status();

  private static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
