package dev.headgate.bench;

import dev.headgate.bench.machine.Machine;
import dev.headgate.bench.machine.Proc;
import dev.headgate.bench.soak.CutoverSoak;
import dev.headgate.bench.soak.Plan;
import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.WorkerLaunch;
import dev.headgate.testkit.load.Load;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Cuts a sink over hundreds of times while processes are killed, and judges its topic after each
 * cutover. Prints one JSON document on the standard output; each cutover is told on the standard
 * error stream. The exit code is 0 only if all cutovers happened and every verdict was exact.
 */
public final class Soak {

  private final SoakSettings settings;
  private final PrintStream log;
  private final Report report = new Report();
  private final long began = System.nanoTime();

  private Soak(SoakSettings settings, PrintStream log) {
    this.settings = settings;
    this.log = log;
  }

  public static void main(String[] args) throws Exception {
    // Maven may be ended without a signal that reaches this process.
    ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(() -> System.exit(1)));
    var settings = SoakSettings.of(System.getProperties(), new SplittableRandom());
    try (var log = log(settings)) {
      var soak = new Soak(settings, log);
      try {
        soak.run();
        System.exit(0);
      } catch (Exception e) {
        soak.failed(e);
        System.exit(1);
      }
    }
  }

  private static PrintStream log(SoakSettings settings) throws IOException {
    return new PrintStream(
        settings.directory().isPresent()
            ? Files.newOutputStream(settings.directory().get().resolve("soak.log"))
            : OutputStream.nullOutputStream(),
        true,
        StandardCharsets.UTF_8);
  }

  private void run() throws Exception {
    say("%d cutovers, seed %d".formatted(settings.cutovers(), settings.seed()));
    report.put("startedAt", Instant.now().toString());
    report.put("machine", Machine.of(Proc.ofThisMachine()));
    try (var servers = Servers.launchForSoak()) {
      report.put("versions", Versions.of(servers));
      report.put(
          "settings",
          Map.of(
              "seed", settings.seed(),
              "transactionsPerSecond", settings.transactionsPerSecond(),
              "workerJvmOptions", settings.workerOptions()));
      var soak =
          new CutoverSoak(
              Plan.random(settings.seed(), settings.cutovers(), true),
              WorkerLaunch.of(settings.workerOptions(), Optional.empty()),
              Load.Shape.usual(settings.seed()).atMost(settings.transactionsPerSecond()),
              this::say);
      report.put("soak", soak.run(servers));
    }
    var document = report.text();
    if (settings.directory().isPresent()) {
      Files.writeString(settings.directory().get().resolve("soak.json"), document);
    }
    System.out.print(document);
  }

  private void failed(Exception e) {
    e.printStackTrace(log);
    e.printStackTrace();
    say(
        "FAILED; the same blows again: mvn -q -Psoak -Dsoak.cutovers=%d -Dsoak.seed=%d"
            .formatted(settings.cutovers(), settings.seed()));
  }

  private void say(String line) {
    var text = "%7.1f s  %s".formatted((System.nanoTime() - began) / 1e9, line);
    System.err.println(text);
    log.println(text);
  }
}
