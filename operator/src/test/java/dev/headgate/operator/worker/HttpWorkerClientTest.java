package dev.headgate.operator.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.operator.worker.WorkerClient.Answer;
import dev.headgate.worker.HostedSink.Reception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpWorkerClientTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private final WorkerClient client = new HttpWorkerClient(http, Duration.ofSeconds(10));

  @TempDir Path directory;
  private RunningWorker worker;

  @BeforeEach
  void open() throws IOException {
    worker = new RunningWorker(directory, Given.ID, 0);
  }

  @AfterEach
  void close() {
    worker.close();
    http.close();
  }

  @Test
  void aSinkIsObserved() {
    assertThat(client.observe(worker.uri(), RunningWorker.TOKEN, Given.ID))
        .isEqualTo(new Answer.Heard(worker.sink.observed));
  }

  @Test
  void aWishArrivesWhole() {
    var answer = client.tell(worker.uri(), RunningWorker.TOKEN, Given.ID, Given.granted(8));

    assertThat(answer).isEqualTo(new Answer.Heard(worker.sink.observed));
    assertThat(worker.sink.asked).isEqualTo(Given.granted(8));
  }

  @Test
  void anIdMayHoldWhatPathsDoNot() throws IOException {
    var odd = new SinkId("a/b c+d%e");
    try (var other = new RunningWorker(directory, odd, 0)) {
      assertThat(client.observe(other.uri(), RunningWorker.TOKEN, odd))
          .isInstanceOf(Answer.Heard.class);
    }
  }

  @Test
  void anOutdatedWishShowsWhatTheWorkerSays() {
    worker.sink.reception = new Reception.Outdated(9);

    var answer =
        client.tell(worker.uri(), RunningWorker.TOKEN, Given.ID, Given.desired(8, Run.RUNNING));

    assertThat(silence(answer))
        .isEqualTo(
            ("worker at 127.0.0.1:%d answered 409: generation 8 of sink %s is outdated:"
                    + " 9 is the newest accepted; go on from there")
                .formatted(worker.port(), Given.ID));
  }

  @Test
  void aWrongTokenIsSaidAndNotShown() {
    assertThat(silence(client.observe(worker.uri(), "wrong", Given.ID)))
        .endsWith("does not let the operator in: its copy of the token is another one")
        .doesNotContain("wrong");
  }

  @Test
  void aSinkThatTheWorkerDoesNotHostIsNamed() {
    assertThat(silence(client.observe(worker.uri(), RunningWorker.TOKEN, new SinkId("unknown"))))
        .endsWith("answered 404: this worker does not host sink \"unknown\", only " + Given.ID);
  }

  @Test
  void aWorkerThatIsGoneCannotBeReached() {
    var uri = worker.uri();
    worker.close();

    assertThat(silence(client.observe(uri, RunningWorker.TOKEN, Given.ID)))
        .isEqualTo(
            "worker at %s cannot be reached: connection refused".formatted(uri.getAuthority()));
  }

  @Test
  void aWorkerThatDoesNotAnswerIsNotWaitedFor() throws IOException {
    var hasty = new HttpWorkerClient(http, Duration.ofMillis(100));
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var uri = URI.create("http://127.0.0.1:" + mute.getLocalPort());

      assertThat(silence(hasty.observe(uri, RunningWorker.TOKEN, Given.ID)))
          .endsWith("did not answer within 100 ms");
    }
  }

  @Test
  void whatIsNoWorkerIsNotBelieved() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var uri = URI.create("http://127.0.0.1:" + other.getLocalPort());
      var served = CompletableFuture.runAsync(() -> answerOnce(other, "{\"incarnation\": 1}"));

      assertThat(silence(client.observe(uri, RunningWorker.TOKEN, Given.ID)))
          .endsWith(
              "gave an answer that cannot be read: observed.incarnation must be a text, is 1");
      served.get();
    }
  }

  private static void answerOnce(ServerSocket server, String body) {
    try (var socket = server.accept()) {
      var answer = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
      socket.getOutputStream().write(answer.getBytes(UTF_8));
      socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String silence(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Silent.class);
    return ((Answer.Silent) answer).why();
  }
}
