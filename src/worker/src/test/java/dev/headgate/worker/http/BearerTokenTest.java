package dev.headgate.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenTest {

  @TempDir private Path directory;

  @Test
  void allOfTheControlApiNeedsTheToken() throws Exception {
    try (var server = new RunningServer(directory, RunningServer.LIMITS)) {
      server.token = "wrong";

      assertUnauthorized(server.get("/v1/sinks/demo-a"));
      assertUnauthorized(server.get("/v1/sinks/demo-c"));
      assertUnauthorized(server.get("/v1/events"));
      assertUnauthorized(server.get("/v1/"));
      assertUnauthorized(server.put("/v1/sinks/demo-a", new byte[0]));
    }
  }

  private static void assertUnauthorized(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(answer.body()).isEqualTo("{\"message\":\"unauthorized\"}");
  }

  @Test
  void probesAndMetricsNeedNoToken() throws Exception {
    try (var server = new RunningServer(directory, RunningServer.LIMITS)) {
      server.token = "wrong";

      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(server.get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aNewTokenCountsAtOnceAndTheOldOneNoMore() throws Exception {
    try (var server = new RunningServer(directory, RunningServer.LIMITS)) {
      assertThat(server.get("/v1/sinks/demo-a").statusCode()).isEqualTo(200);

      var next = Files.writeString(directory.resolve("next"), "newer");
      Files.move(next, server.tokenFile, StandardCopyOption.ATOMIC_MOVE);

      assertThat(server.get("/v1/sinks/demo-a").statusCode()).isEqualTo(401);
      server.token = "newer";
      assertThat(server.get("/v1/sinks/demo-a").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nobodyIsLetInWhileTheFileIsGone() throws Exception {
    var file = Files.writeString(directory.resolve("token"), "right");
    var token = BearerToken.in(file);

    Files.delete(file);
    assertThat(token.admits(Optional.of("Bearer right"))).isFalse();

    Files.writeString(file, "right");
    assertThat(token.admits(Optional.of("Bearer right"))).isTrue();
  }

  @Test
  void onlyTheSchemeMayBeWrittenInAnotherCase() throws IOException {
    var token = BearerToken.in(Files.writeString(directory.resolve("token"), " right \n"));

    assertThat(token.admits(Optional.of("bearer right"))).isTrue();
    assertThat(token.admits(Optional.of("Bearer Right"))).isFalse();
    assertThat(token.admits(Optional.of("Bearer "))).isFalse();
    assertThat(token.admits(Optional.of("Basic right"))).isFalse();
    assertThat(token.admits(Optional.of("right"))).isFalse();
    assertThat(token.admits(Optional.empty())).isFalse();
  }

  @Test
  void anEmptyTokenIsRefused() throws IOException {
    var file = Files.writeString(directory.resolve("token"), " \n");

    assertThatThrownBy(() -> BearerToken.in(file))
        .isInstanceOf(IOException.class)
        .hasMessage("token file %s is empty: write the token that clients send into it", file);
  }
}
