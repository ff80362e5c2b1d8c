package dev.headgate.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.worker.Messages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {

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
  void theProcessIsReadyWhenEverySinkStreams() throws Exception {
    var answer = server.get("/readyz");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("demo-a: streaming\ndemo-b: streaming\n");
  }

  @Test
  void eachSinkSaysInOneLineWhyItDoesNotStream() throws Exception {
    server.a.show(Messages.observed(Activity.STARTING, null));
    server.b.show(Messages.observed(Activity.RETRYING, "broker lost:\n kafka-0 refused"));

    var answer = server.get("/readyz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo("demo-a: starting\ndemo-b: retrying: broker lost:  kafka-0 refused\n");
  }

  @Test
  void aStoppingProcessIsNotReadyButAnswers() throws Exception {
    server.server.refuseReadiness();

    assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
    assertThat(server.get("/readyz").body()).isEqualTo("the process is stopping\n");
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(server.get("/v1/sinks/demo-a").statusCode()).isEqualTo(200);
  }

  @Test
  void theProcessLivesWhileItsLoopsLive() throws Exception {
    server.a.show(Messages.observed(Activity.STALLED, "no table"));
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);

    server.alive.set(false);
    assertThat(server.get("/healthz").statusCode()).isEqualTo(503);
  }
}
