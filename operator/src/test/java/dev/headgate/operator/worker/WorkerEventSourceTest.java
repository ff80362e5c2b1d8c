package dev.headgate.operator.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.dataflow.cutover.Observed.Activity;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerEventSourceTest {

  private static final Pace PACE =
      new Pace(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofSeconds(40));
  private static final ResourceID RESOURCE = new ResourceID("avro-sink", "shop");

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WorkerEventSource source = new WorkerEventSource(http, PACE);

  @TempDir Path directory;
  private RunningWorker worker;

  @BeforeEach
  void open() throws IOException {
    worker = new RunningWorker(directory, Given.ID, 0);
    source.setEventHandler(events::add);
    source.start();
  }

  @AfterEach
  void close() {
    source.stop();
    worker.close();
    http.close();
  }

  @Test
  void whatTheWorkerSaysFirstIsNews() throws InterruptedException {
    follow();

    assertThat(next()).isEqualTo(new Event(RESOURCE));
  }

  @Test
  void aStallIsNews() throws InterruptedException {
    follow();
    next();

    worker.sink.observed = Given.observed(Activity.STALLED, 10);

    assertThat(next()).isEqualTo(new Event(RESOURCE));
  }

  @Test
  void dataThatFlowsIsNoNews() throws InterruptedException {
    follow();
    next();

    worker.sink.observed = Given.observed(Activity.STREAMING, 11);
    worker.sink.observed = Given.observed(Activity.STREAMING, 12);
    worker.sink.observed = Given.observed(Activity.STALLED, 13);

    next();
    assertThat(events).isEmpty();
  }

  @Test
  void aLostWorkerIsNewsOnceAndFollowedAgain() throws Exception {
    follow();
    next();
    int port = worker.port();

    worker.close();
    next(); // lost
    worker = new RunningWorker(directory, Given.ID, port);
    worker.sink.observed = Given.observed(Activity.RETRYING, 10);

    next(); // back, and another
    assertThat(events).isEmpty();
  }

  @Test
  void aWorkerThatFallsSilentIsLost() throws Exception {
    var hasty = new Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(200));
    try (var watch = new WorkerWatch(http, hasty, id -> events.add(new Event(id)))) {
      watch.follow(RESOURCE, worker.uri(), RunningWorker.TOKEN, Given.ID);
      next(); // what it says first

      assertThat(next()).as("the server's next sign of life comes after 15 s").isNotNull();
    }
  }

  @Test
  void aWorkerThatDoesNotLetInIsNewsOnce() throws InterruptedException {
    source.follow(RESOURCE, worker.uri(), "wrong", Given.ID);
    next();

    source.follow(RESOURCE, worker.uri(), RunningWorker.TOKEN, Given.ID);

    next();
    assertThat(events).isEmpty();
  }

  @Test
  void eventsThatCannotBeReadAreNewsOnce() throws Exception {
    var tries = new CountDownLatch(3);
    var garbled = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    garbled.createContext("/", exchange -> answer(exchange, "data: {\n\n", tries));
    garbled.start();
    var uri = URI.create("http://127.0.0.1:" + garbled.getAddress().getPort());

    source.follow(RESOURCE, uri, RunningWorker.TOKEN, Given.ID);

    assertThat(tries.await(20, TimeUnit.SECONDS)).isTrue();
    source.forget(RESOURCE);
    garbled.stop(0);
    assertThat(events).hasSize(1);
  }

  private static void answer(HttpExchange exchange, String body, CountDownLatch tries)
      throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(body.getBytes(UTF_8));
      tries.countDown();
    }
  }

  @Test
  void followingTwiceIsFollowingOnce() throws InterruptedException {
    follow();
    follow();
    next();

    worker.sink.observed = Given.observed(Activity.STALLED, 10);

    next();
    assertThat(events).isEmpty();
  }

  @Test
  void nobodyIsFollowedBeforeTheStartOrAfterTheEnd() throws Exception {
    source.stop();
    follow();

    source.start();
    follow();

    assertThat(next()).isEqualTo(new Event(RESOURCE));
    assertThat(events).isEmpty();
  }

  @Test
  void aForgottenWorkerIsLetGo() throws InterruptedException {
    follow();
    next();

    source.forget(RESOURCE);

    var frontier = new AtomicLong(10);
    await()
        .untilAsserted(
            () -> {
              // The server notices a client that is gone when it writes to it.
              worker.sink.observed = Given.observed(Activity.STREAMING, frontier.incrementAndGet());
              assertThat(streamThreads()).isEmpty();
            });
    assertThat(events).isEmpty();
  }

  /** Threads of the server that serve an event stream. */
  private static List<String> streamThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(e -> Arrays.toString(e.getValue()).contains("EventStreams.follow"))
        .map(e -> e.getKey().getName())
        .toList();
  }

  private void follow() {
    source.follow(RESOURCE, worker.uri(), RunningWorker.TOKEN, Given.ID);
  }

  private Event next() throws InterruptedException {
    return events.poll(20, TimeUnit.SECONDS);
  }
}
