package dev.headgate.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.worker.Messages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventStreamsTest {

  private static final Observed STALLED = Messages.observed(Activity.STALLED, "no table");

  @TempDir private Path directory;

  @Test
  void aClientHearsOfEverySinkAndThenOfChanges() throws Exception {
    try (var server = new RunningServer(directory, RunningServer.LIMITS)) {
      var answer = server.stream();
      assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
      var lines = lines(answer);
      assertThat(lines.readLine()).isEqualTo(event("demo-a", Messages.STREAMING));
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo(event("demo-b", Messages.STREAMING));
      assertThat(lines.readLine()).isEmpty();

      server.b.show(STALLED);

      assertThat(lines.readLine()).isEqualTo(event("demo-b", STALLED));
    }
  }

  @Test
  void aSilentStreamIsKeptOpenByComments() throws Exception {
    var limits = limits(4, Duration.ofSeconds(5), Duration.ofMillis(50));
    try (var server = new RunningServer(directory, limits)) {
      var lines = lines(server.stream());
      skipFirst(lines);

      assertThat(lines.readLine()).isEqualTo(": still here");
    }
  }

  @Test
  void aStreamMayGoOnLongerThanARequestMayTake() throws Exception {
    var limits = limits(4, Duration.ofMillis(200), Duration.ofMillis(100));
    try (var server = new RunningServer(directory, limits)) {
      var lines = lines(server.stream());
      skipFirst(lines);

      // Past the limit of an exchange and, at 2 s here, the JDK server's for a request.
      for (int comments = 0; comments < 40; comments++) {
        assertThat(lines.readLine()).isEqualTo(": still here");
        assertThat(lines.readLine()).isEmpty();
      }
    }
  }

  @Test
  void streamsEndProperlyWhenTheServerIsClosed() throws Exception {
    var server = new RunningServer(directory, RunningServer.LIMITS);
    var lines = lines(server.stream());
    skipFirst(lines);

    server.server.close();

    assertThat(lines.readLine()).as("line after the end, without an exception").isNull();
    server.close();
  }

  @Test
  void moreClientsThanThereArePlacesForAreSentAway() throws Exception {
    var limits = limits(1, Duration.ofSeconds(5), Duration.ofMillis(20));
    try (var server = new RunningServer(directory, limits)) {
      var first = server.stream();

      var second = server.stream();
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.headers().firstValue("Retry-After")).contains("10");

      first.body().close();
      awaitPlace(server);
    }
  }

  @Test
  void aClientThatDoesNotReadLosesItsPlaceAndHoldsUpNobody() throws Exception {
    var limits = limits(1, Duration.ofMillis(300), Duration.ofSeconds(15));
    try (var server = new RunningServer(directory, limits)) {
      server.a.show(Messages.observed(Activity.STALLED, "x".repeat(32 << 20)));
      try (var lazy = server.raw(server.head("GET /v1/events") + "\r\n")) {
        assertThat(lazy.getInputStream().read()).isEqualTo('H'); // it has its place

        assertThat(server.get("/v1/sinks/demo-b").statusCode()).isEqualTo(200);
        server.a.show(Messages.STREAMING);
        awaitPlace(server);
      }
    }
  }

  private static void awaitPlace(RunningServer server) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var answer = server.stream();
              answer.body().close();
              assertThat(answer.statusCode()).as("status of one more stream").isEqualTo(200);
            });
  }

  private static ServerLimits limits(int streams, Duration exchange, Duration heartbeat) {
    return new ServerLimits(64 << 10, exchange, streams, Duration.ofMillis(20), heartbeat);
  }

  private static BufferedReader lines(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static void skipFirst(BufferedReader lines) throws IOException {
    for (int line = 0; line < 4; line++) {
      lines.readLine();
    }
  }

  private static String event(String sink, Observed observed) {
    return "data: {\"sink\":\"%s\",\"observed\":%s}"
        .formatted(sink, new String(new ObservedJson().write(observed), StandardCharsets.UTF_8));
  }
}
