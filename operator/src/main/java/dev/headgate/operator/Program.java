package dev.headgate.operator;

import dev.headgate.operator.sink.ReconcilePoints;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator as the program of this JVM: its environment, its signals, its exit code. */
public final class Program {

  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  /** It was asked to stop. */
  private static final int STOPPED = 0;

  /** It could not go on, may no longer lead, or the cluster was set back. */
  private static final int FAILED = 1;

  /** The environment is wrong. */
  private static final int MISCONFIGURED = 2;

  private Program() {}

  /** Runs an operator until a signal ends it. */
  public static void run(ReconcilePoints points) {
    try {
      run(OperatorSettings.from(System.getenv()), points);
    } catch (ConfigurationException e) {
      LOG.error("{}", e.getMessage());
      System.exit(MISCONFIGURED);
    } catch (RuntimeException e) {
      LOG.error("the operator cannot go on", e);
      System.exit(FAILED);
    }
  }

  private static void run(OperatorSettings settings, ReconcilePoints points) {
    var stopping = new AtomicBoolean();
    var stopped = new CountDownLatch(1);
    var client = new KubernetesClientBuilder().build();
    var process = new OperatorProcess(settings, client, points, why -> endAtOnce(why, stopping));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.set(true);
                  process.close();
                  client.close();
                  stopped.countDown();
                  Runtime.getRuntime().halt(STOPPED);
                },
                "stop"));
    process.start();
    awaitEnd(stopped);
  }

  /** Somebody else may lead, or all that is known is wrong: not one write more. */
  private static void endAtOnce(String why, AtomicBoolean stopping) {
    if (!stopping.get()) {
      LOG.error("ends, to begin anew: {}", why);
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static void awaitEnd(CountDownLatch stopped) {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
