package dev.headgate.worker.process;

import dev.headgate.worker.SinkFactory;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A worker as the program of this JVM: its environment, its signals, its exit code. */
public final class Program {

  private Program() {}

  /** Runs a worker and ends the JVM with its exit code. SIGTERM and SIGINT stop it gracefully. */
  public static void run(SinkFactory factory) {
    var process = new WorkerProcess(System.getenv(), factory, () -> UUID.randomUUID().toString());
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
