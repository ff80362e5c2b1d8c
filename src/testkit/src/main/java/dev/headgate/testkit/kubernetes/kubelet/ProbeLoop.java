package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one probe of one run of a container until it is interrupted. */
final class ProbeLoop implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ProbeLoop.class);

  private final String name;
  private final ProbeCheck check;
  private final Duration initialDelay;
  private final Duration period;
  private final int successThreshold;
  private final int failureThreshold;
  private final Consumer<Boolean> verdicts;

  /**
   * @param name what the log calls it
   * @param verdicts told each time that the thresholds turn the verdict, and the first time
   */
  ProbeLoop(String name, Probe probe, ProbeCheck check, Consumer<Boolean> verdicts) {
    this.name = name;
    this.check = check;
    this.initialDelay = Duration.ofSeconds(or(probe.getInitialDelaySeconds(), 0));
    this.period = Duration.ofSeconds(or(probe.getPeriodSeconds(), 10));
    this.successThreshold = or(probe.getSuccessThreshold(), 1);
    this.failureThreshold = or(probe.getFailureThreshold(), 3);
    this.verdicts = verdicts;
  }

  private static int or(Integer chosen, int otherwise) {
    return chosen == null ? otherwise : chosen;
  }

  @Override
  public void run() {
    Optional<Boolean> verdict = Optional.empty();
    boolean last = false;
    int streak = 0;
    try {
      Thread.sleep(initialDelay);
      while (!Thread.currentThread().isInterrupted()) {
        boolean success = succeeds();
        streak = success == last ? streak + 1 : 1;
        last = success;
        if (streak >= (success ? successThreshold : failureThreshold)
            && !verdict.equals(Optional.of(success))) {
          verdict = Optional.of(success);
          verdicts.accept(success);
        }
        Thread.sleep(period);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The run is over.
    }
  }

  private boolean succeeds() {
    try {
      check.run();
      return true;
    } catch (IOException e) {
      log.debug("Probe failed probe={} error={}", name, e.toString());
      return false;
    }
  }
}
