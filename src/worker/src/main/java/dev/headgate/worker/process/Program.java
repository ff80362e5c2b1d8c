package dev.headgate.worker.process;

import dev.headgate.worker.SinkFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A worker as the program of this JVM: its arguments, environment, signals and exit code. */
public final class Program {

  private Program() {}

  /**
   * Runs a worker and ends the JVM with its exit code. SIGTERM and SIGINT stop it gracefully.
   *
   * @param arguments of the program
   */
  public static void run(List<String> arguments, SinkFactory factory) {
    var process =
        new WorkerProcess(arguments, System.getenv(), factory, () -> UUID.randomUUID().toString());
    var exit = new CompletableFuture<Integer>();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  process.stop();
                  // By itself a JVM that was told to end by a signal exits with 128 + the signal.
                  Runtime.getRuntime().halt(exit.join());
                },
                "stop"));

    int code = ExitCode.FAILED.code();
    try {
      code = process.run();
    } finally {
      exit.complete(code);
      System.exit(code);
    }
  }
}
