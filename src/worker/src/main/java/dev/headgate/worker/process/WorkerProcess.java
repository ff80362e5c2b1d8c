package dev.headgate.worker.process;

import dev.headgate.worker.SinkFactory;
import dev.headgate.worker.http.BearerToken;
import dev.headgate.worker.http.ControlServer;
import dev.headgate.worker.http.ServerLimits;
import dev.headgate.worker.metrics.WorkerMetrics;
import dev.headgate.worker.spill.SpillDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker from start to exit code. Everything that can be found wrong beforehand is found before
 * the first sink is started. At the end readiness is refused first, then the sinks are closed, then
 * the server, so that whoever asks why sees how they end.
 */
public final class WorkerProcess {

  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);

  private final List<String> arguments;
  private final Map<String, String> environment;
  private final SinkFactory factory;
  private final Supplier<String> incarnations;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * @param arguments of the program
   * @param environment the process's variables
   * @param factory starts the sinks
   * @param incarnations makes an incarnation that no process ever had
   */
  public WorkerProcess(
      List<String> arguments,
      Map<String, String> environment,
      SinkFactory factory,
      Supplier<String> incarnations) {
    this.arguments = List.copyOf(arguments);
    this.environment = Map.copyOf(environment);
    this.factory = factory;
    this.incarnations = incarnations;
  }

  /**
   * Runs until {@link #stop} is called, a sink's loop dies, or all is released that was to be. To
   * be called once.
   *
   * @return the exit code, one of {@link ExitCode}
   */
  public int run() {
    try {
      return run(Command.of(arguments), WorkerSettings.from(environment, incarnations)).code();
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> log.error("cannot start: {}", problem));
      return ExitCode.BAD_CONFIGURATION.code();
    } catch (RuntimeException e) {
      log.error("worker failed", e);
      return ExitCode.FAILED.code();
    }
  }

  /** Asks {@link #run} to end, and returns at once. Any thread may call it, at any time. */
  public void stop() {
    stop.countDown();
  }

  private ExitCode run(Command command, WorkerSettings settings) throws ConfigurationException {
    var assignments = Assignments.in(settings.assignments());
    command.check(assignments);
    var token = token(settings);
    try (var server = bind(settings)) {
      var sinks = new RunningSinks();
      ExitCode exit;
      boolean closed;
      try {
        sinks.start(
            assignments,
            factory,
            settings.incarnation(),
            new SpillDirectory(settings.spill(), settings.spillBytes()));
        serve(server, sinks, token, settings);
        exit = await(sinks, command);
      } finally {
        server.refuseReadiness();
        closed = sinks.close(settings.stop());
      }
      exit = exit == ExitCode.STOPPED && !closed ? ExitCode.FAILED : exit;
      log.info("worker ends exit={}", exit.code());
      return exit;
    }
  }

  private static BearerToken token(WorkerSettings settings) throws ConfigurationException {
    try {
      return BearerToken.in(settings.tokenFile());
    } catch (IOException e) {
      throw new ConfigurationException(WorkerSettings.TOKEN_FILE + ": " + e.getMessage(), e);
    }
  }

  private static ControlServer bind(WorkerSettings settings) throws ConfigurationException {
    try {
      return ControlServer.bind(settings.listen(), ServerLimits.DEFAULT);
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s: cannot listen on %s: %s"
              .formatted(WorkerSettings.LISTEN, settings.listen(), e.getMessage()),
          e);
    }
  }

  private static void serve(
      ControlServer server, RunningSinks sinks, BearerToken token, WorkerSettings settings)
      throws ConfigurationException {
    var list = sinks.list();
    server.start(
        list, token, WorkerMetrics.ofProcess(sinks.measured()), () -> sinks.dead().isEmpty());
    if (settings.portFile().isPresent()) {
      PortFile.write(settings.portFile().get(), server.port());
    }
    log.info(
        "worker serves incarnation={} port={} sinks={}",
        settings.incarnation(),
        server.port(),
        list.stream().map(sink -> sink.id().value()).toList());
  }

  private ExitCode await(RunningSinks sinks, Command command) {
    try {
      while (!stop.await(WATCH_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        var dead = sinks.dead();
        if (!dead.isEmpty()) {
          log.error("loop of sink has died, the process ends sinks={}", dead);
          return ExitCode.SINK_DIED;
        }
        if (command == Command.RELEASE && sinks.areReleased()) {
          log.info("every sink is released");
          return ExitCode.RELEASED;
        }
      }
      log.info("asked to stop");
    } catch (InterruptedException e) {
      // To the process that hosts this one, in tests for example, an interrupt is a wish to stop.
      log.info("asked to stop by an interrupt");
    }
    return switch (command) {
      case RUN -> ExitCode.STOPPED;
      case RELEASE -> sinks.areReleased() ? ExitCode.RELEASED : ExitCode.NOT_RELEASED;
    };
  }
}
