package dev.headgate.bench;

import dev.headgate.bench.machine.Machine;
import dev.headgate.bench.machine.Proc;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.measure.BrokerWarmUp;
import dev.headgate.bench.measure.Surroundings;
import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.WorkerLaunch;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;

/**
 * Measures, and prints one JSON document on the standard output; what goes on is told on the
 * standard error stream. The exit code is 0 only if everything that was asked for was measured, and
 * every topic held exactly the records that it must.
 */
public final class Bench {

  private final Settings settings;
  private final Proc proc = Proc.ofThisMachine();
  private final Report report = new Report();
  private final long began = System.nanoTime();

  private Bench(Settings settings) {
    this.settings = settings;
  }

  public static void main(String[] args) throws Exception {
    // Maven may be ended without a signal that reaches this process.
    ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(() -> System.exit(1)));
    try {
      System.exit(new Bench(Settings.of(System.getProperties())).run() ? 0 : 1);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private boolean run() throws Exception {
    report.put("startedAt", Instant.now().toString());
    report.put("machine", Machine.of(proc));
    say("starting PostgreSQL, Kafka and a schema registry");
    try (var servers = Servers.launch()) {
      report.put("versions", Versions.of(servers));
      report.put(
          "settings",
          Map.of("workerJvmOptions", settings.workerOptions(), "servers", Servers.settings()));
      say("warming the broker up");
      new BrokerWarmUp(servers.kafka()).run();
      var surroundings =
          new Surroundings(
              servers,
              WorkerLaunch.of(settings.workerOptions(), settings.workerModule()),
              proc,
              new Quiet(proc, settings.idleLimit()),
              this::say);
      settings.only().forEach(benchmark -> measure(benchmark, surroundings));
    }
    var document = report.text();
    if (settings.output().isPresent()) {
      Files.writeString(settings.output().get(), document);
    }
    System.out.print(document);
    return report.isComplete();
  }

  /** What one cannot measure does not keep the others from being measured. */
  private void measure(Benchmark benchmark, Surroundings surroundings) {
    say(benchmark.option());
    try {
      report.measured(benchmark, benchmark.with(settings).measure(surroundings));
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      e.printStackTrace();
      report.failed(benchmark, e);
    }
  }

  private void say(String line) {
    System.err.printf("%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, line);
  }
}
