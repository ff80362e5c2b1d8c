package dev.headgate.worker.process;

import dev.headgate.kafka.CommitPoints;
import dev.headgate.worker.SinkFactory;
import dev.headgate.worker.sink.SinkContext;
import dev.headgate.worker.sink.SinkObserver;
import dev.headgate.worker.sink.SinkRunner;
import dev.headgate.worker.sink.SinkSettings;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** A worker, as it is started in production. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Program.run(List.of(args), sinks(CommitPoints.NONE, SinkObserver.log()));
  }

  /**
   * Sinks on the real clock, network and random source.
   *
   * @param points where their commits can be watched
   * @param observer watches their loops
   */
  public static SinkFactory sinks(CommitPoints points, SinkObserver observer) {
    var http = HttpClient.newHttpClient();
    var random = new SecureRandom();
    var settings = SinkSettings.defaults(Runtime.getRuntime().maxMemory());
    return (id, file, incarnation, storage, commits) ->
        SinkRunner.start(
            id,
            file,
            new SinkContext(
                incarnation,
                settings,
                Clock.systemUTC(),
                System::nanoTime,
                random,
                storage,
                http,
                commits::record,
                points,
                observer));
  }
}
