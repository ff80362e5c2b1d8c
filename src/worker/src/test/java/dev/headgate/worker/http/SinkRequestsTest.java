package dev.headgate.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.control.DesiredJson;
import dev.headgate.control.ObservedJson;
import dev.headgate.worker.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkRequestsTest {

  private static final String OBSERVED =
      new String(new ObservedJson().write(Messages.STREAMING), StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RunningServer(directory, RunningServer.LIMITS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSinkSaysHowItIs() throws Exception {
    var answer = server.get("/v1/sinks/demo-a");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo(OBSERVED);
  }

  @Test
  void anUnknownSinkIsAnsweredWithThoseThatAreHosted() throws Exception {
    var answer = server.get("/v1/sinks/demo-c");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("does not host sink \\\"demo-c\\\", only demo-a, demo-b");
  }

  @Test
  void aWishReachesItsSinkWithItsGrant() throws Exception {
    var answer = server.put("/v1/sinks/demo-b", new DesiredJson().write(Messages.desired(6)));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo(OBSERVED);
    assertThat(server.b.asked()).isEqualTo(Messages.desired(6));
    assertThat(server.a.asked()).isNull();
  }

  @Test
  void anOutdatedWishIsRefusedWithTheCurrentGeneration() throws Exception {
    var answer = server.put("/v1/sinks/demo-a", new DesiredJson().write(Messages.desired(4)));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .isEqualTo(
            "{\"generation\":5,\"message\":\"generation 4 of sink demo-a is outdated:"
                + " 5 is the newest accepted; go on from there\"}");
  }

  @Test
  void aMalformedWishIsRefusedWithWhatIsWrong() throws Exception {
    var answer =
        server.put(
            "/v1/sinks/demo-a", "{\"generation\": \"six\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"message\":\"").contains("desired");
    assertThat(server.a.asked()).isNull();
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() throws Exception {
    var answer = server.put("/v1/sinks/demo-a", new byte[RunningServer.LIMITS.bodyBytes() + 1]);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("may have 65536 bytes");
  }

  @Test
  void otherMethodsAreRefusedWithThoseThatThereAre() throws Exception {
    assertThat(server.send("DELETE", "/v1/sinks/demo-a"))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(405))
        .satisfies(answer -> assertThat(answer.headers().firstValue("Allow")).contains("GET, PUT"));
    assertThat(server.send("PUT", "/v1/events").statusCode()).isEqualTo(405);
    assertThat(server.send("PUT", "/metrics").statusCode()).isEqualTo(405);
  }

  @Test
  void otherPathsAreNotThere() throws Exception {
    assertThat(server.get("/v1/sources").statusCode()).isEqualTo(404);
    assertThat(server.get("/healthz/more").statusCode()).isEqualTo(404);
    assertThat(server.get("/").statusCode()).isEqualTo(404);
  }
}
