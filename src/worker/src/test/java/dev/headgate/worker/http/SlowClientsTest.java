package dev.headgate.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.worker.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class SlowClientsTest {

  @TempDir private Path directory;
  private final Logger log = (Logger) LoggerFactory.getLogger(Router.class);
  private final ListAppender<ILoggingEvent> lost = new ListAppender<>();
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    log.setLevel(Level.DEBUG);
    lost.start();
    log.addAppender(lost);
    server = start(Duration.ofMillis(300));
  }

  private RunningServer start(Duration exchange) throws IOException {
    return new RunningServer(
        directory,
        new ServerLimits(64 << 10, exchange, 4, Duration.ofMillis(20), Duration.ofSeconds(15)));
  }

  @AfterEach
  void stop() {
    server.close();
    log.detachAppender(lost);
  }

  @Test
  void aHeadThatDoesNotEndIsCutOff() throws IOException {
    try (var slow = server.raw(server.head("GET /v1/sinks/demo-a"))) {
      assertThat(bytesUntilEnd(slow.getInputStream())).as("bytes of an answer").isZero();
    }
  }

  @Test
  void aBodyThatDoesNotEndIsCutOff() throws IOException {
    var head = server.head("PUT /v1/sinks/demo-a") + "Content-Length: 1000\r\n\r\n{";
    try (var slow = server.raw(head)) {
      assertThat(bytesUntilEnd(slow.getInputStream())).as("bytes of an answer").isZero();
    }
    assertThat(server.a.asked()).isNull();
  }

  @Test
  void manyClientsThatStandStillKeepNobodyWaiting() throws Exception {
    var lazy = new ArrayList<Socket>();
    for (int i = 0; i < 100; i++) {
      lazy.add(server.raw(server.head("GET /v1/sinks/demo-a")));
    }

    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);

    for (var socket : lazy) {
      socket.close();
    }
  }

  @Test
  void anAnswerThatIsNotReadIsCutOff() throws Exception {
    // Writing an answer of this length down may take a second where others use the machine.
    int length = 32 << 20;
    server.close();
    server = start(Duration.ofSeconds(4));
    server.a.show(Messages.observed(Activity.STALLED, "x".repeat(length)));
    try (var slow = server.raw(server.head("GET /v1/sinks/demo-a") + "\r\n")) {
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      await().until(() -> lost.list.stream().anyMatch(e -> e.getMessage().contains("lost")));

      assertThat(bytesUntilEnd(slow.getInputStream())).as("bytes read").isLessThan(length);
    }
  }

  /** How many bytes come until the other side closes or resets the connection. */
  private static long bytesUntilEnd(InputStream in) throws IOException {
    long bytes = 0;
    var buffer = new byte[64 << 10];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return bytes;
  }
}
