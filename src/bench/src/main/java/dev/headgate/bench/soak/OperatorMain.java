package dev.headgate.bench.soak;

import dev.headgate.bench.stage.Operator;
import dev.headgate.bench.stage.WorkerEndpoint;
import java.nio.file.Path;
import java.time.Clock;

/** The process of an {@link OperatorJvm}. Ends by SIGKILL only, or by a failure. */
final class OperatorMain {

  private static final long PERIOD_MILLIS = 20;

  private OperatorMain() {}

  /**
   * Goes on from what an earlier process has left.
   *
   * @param args the directory of the resource and its status, that of the worker
   */
  public static void main(String[] args) throws Exception {
    var files = new OperatorFiles(Path.of(args[0]));
    try (var worker = new WorkerEndpoint(files.wanted().sink(), Path.of(args[1]))) {
      var operator = new Operator(worker, Clock.systemUTC(), files::remember, files.attempt());
      while (true) {
        operator.reconcile(files.wanted(), worker.observed());
        Thread.sleep(PERIOD_MILLIS);
      }
    }
  }
}
