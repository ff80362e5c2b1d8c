package dev.headgate.worker.endtoend;

import dev.headgate.worker.process.Main;
import dev.headgate.worker.process.Program;
import dev.headgate.worker.sink.SinkObserver;
import java.util.List;

/**
 * The worker's main class with a {@link CrashTrigger} in it: the process ends, as by SIGKILL, at
 * the point that the environment names.
 */
final class CrashingWorker {

  /** As SIGKILL would leave it. */
  private static final int KILLED = 137;

  private CrashingWorker() {}

  public static void main(String[] args) {
    runWorkerWith(CrashTrigger.of(System.getenv(), () -> Runtime.getRuntime().halt(KILLED)));
  }

  /**
   * The only place that knows how a worker is made: it runs one as its own main class does, with
   * {@code trigger} as the commit points of its sinks' writers and as the observer of their
   * transitions.
   */
  private static void runWorkerWith(CrashTrigger trigger) {
    Program.run(List.of(), Main.sinks(trigger, SinkObserver.log().and(trigger::observe)));
  }
}
