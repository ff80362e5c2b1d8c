package dev.headgate.cli.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether a command is to last until the cutover is over. */
final class WaitOptions {

  @Option(
      names = "--wait",
      description =
          "Tell each step, and end when the cutover is over: with 0 if it was completed, else with"
              + " 1. Ctrl-C leaves it going.")
  private boolean wanted;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "With --wait: end with 1 after so many seconds, and leave it going; 0: never.")
  private long seconds;

  boolean isWanted() {
    return wanted;
  }

  Duration timeout() {
    return Duration.ofSeconds(seconds);
  }
}
