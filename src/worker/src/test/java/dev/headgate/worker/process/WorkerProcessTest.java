package dev.headgate.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.worker.CommitLatency;
import dev.headgate.worker.FakeSink;
import dev.headgate.worker.Messages;
import dev.headgate.worker.RunningSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerProcessTest {

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, FakeSink> sinks = new ConcurrentHashMap<>();
  private final List<String> starts = new ArrayList<>();
  private List<String> arguments = List.of();

  @BeforeEach
  void configure() throws IOException {
    var assignments = Files.createDirectory(directory.resolve("assignments"));
    Files.writeString(assignments.resolve("a.json"), AssignmentsTest.assignment("demo-a"));
    Files.writeString(assignments.resolve("b.json"), AssignmentsTest.assignment("demo-b"));
    environment.put("HEADGATE_ASSIGNMENTS", assignments.toString());
    environment.put(
        "HEADGATE_TOKEN_FILE", Files.writeString(directory.resolve("token"), "right").toString());
    environment.put("HEADGATE_LISTEN", "127.0.0.1:0");
    environment.put("HEADGATE_PORT_FILE", directory.resolve("port").toString());
    environment.put("HEADGATE_INCARNATION", "i-7");
  }

  @Test
  void everySinkIsStartedWithWhatItsFileSays() throws Exception {
    var process = process();
    var exit = start(process);

    assertThat(get("/readyz")).isEqualTo("200 demo-a: streaming\ndemo-b: streaming\n");
    assertThat(get("/v1/sinks/demo-a")).startsWith("200 {");
    assertThat(get("/metrics"))
        .contains(
            "jvm_memory_used_bytes", "headgate_sink_commit_seconds_sum{sink=\"demo-a\"} 0.007");

    process.stop();
    assertThat(exit.get()).isZero();
    assertThat(starts).containsExactly("demo-a i-7 RUNNING at 5", "demo-b i-7 RUNNING at 5");
  }

  @Test
  void aStopRefusesReadinessThenClosesSinksThenTheServer() throws Exception {
    var seen = new ConcurrentLinkedQueue<String>();
    var process = process();
    var exit = start(process);
    sinks.get("demo-a").onClose(() -> seen.add(get("/readyz")));
    sinks.get("demo-b").onClose(() -> seen.add(get("/healthz")));

    process.stop();

    assertThat(exit.get()).isZero();
    assertThat(seen)
        .as("answers while the sinks were being closed")
        .containsExactlyInAnyOrder("503 the process is stopping\n", "200 ok\n");
    try (var free = new ServerSocket(port(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(free.isBound()).as("the port is free again").isTrue();
    }
  }

  @Test
  void aSinkThatCannotBeClosedInTimeIsGivenUp() throws Exception {
    environment.put("HEADGATE_STOP_SECONDS", "1");
    var never = new CountDownLatch(1);
    var process = process();
    var exit = start(process);
    sinks.get("demo-b").onClose(() -> awaitQuietly(never));

    process.stop();

    assertThat(exit.get()).isEqualTo(1);
  }

  @Test
  void aDeadLoopEndsTheProcessAndClosesTheOthers() throws Exception {
    var closed = new CountDownLatch(1);
    var exit = start(process());
    sinks.get("demo-b").onClose(closed::countDown);

    sinks.get("demo-a").die();

    assertThat(exit.get()).isEqualTo(3);
    assertThat(closed.await(0, TimeUnit.SECONDS)).as("the other sink was closed").isTrue();
  }

  @Test
  void aStopBeforeTheStartIsHeeded() {
    var process = process();
    process.stop();

    assertThat(process.run()).isZero();
  }

  @Test
  void aSinkThatCannotBeStartedEndsTheProcessAndClosesThoseThatWere() throws Exception {
    var closed = new CountDownLatch(1);
    var process =
        new WorkerProcess(
            arguments,
            environment,
            (id, file, incarnation, storage, commits) -> {
              if (id.value().equals("demo-b")) {
                throw new IllegalStateException("no threads left");
              }
              var sink = new FakeSink(id.value());
              sink.onClose(closed::countDown);
              return sink;
            },
            () -> "random");

    assertThat(process.run()).isEqualTo(1);
    assertThat(closed.await(0, TimeUnit.SECONDS)).as("the first sink was closed").isTrue();
  }

  @Test
  void nothingIsStartedWithABadConfiguration() throws IOException {
    Files.writeString(directory.resolve("token"), " ");
    assertThat(process().run()).as("with an empty token").isEqualTo(2);

    Files.writeString(directory.resolve("token"), "right");
    Files.writeString(directory.resolve("assignments/a.json"), "{");
    assertThat(process().run()).as("with a malformed assignment").isEqualTo(2);

    environment.remove("HEADGATE_ASSIGNMENTS");
    assertThat(process().run()).as("without assignments").isEqualTo(2);
    assertThat(starts).isEmpty();
  }

  @Test
  void aReleaseEndsOnceEverySinkIsReleased() throws Exception {
    assignToBeReleased("demo-a", "demo-b");
    arguments = List.of("release");
    var exit = start(process());

    sinks.get("demo-a").show(Messages.observed(Activity.RELEASED, null));
    assertThat(get("/v1/sinks/demo-a")).startsWith("200 {");
    assertThat(exit).isNotDone();
    sinks.get("demo-b").show(Messages.observed(Activity.RELEASED, null));

    assertThat(exit.get()).isZero();
    assertThat(starts).containsExactly("demo-a i-7 RELEASED at 6", "demo-b i-7 RELEASED at 6");
  }

  @Test
  void aReleaseThatIsStoppedBeforeItsEndSaysSo() throws Exception {
    assignToBeReleased("demo-a", "demo-b");
    arguments = List.of("release");
    var process = process();
    var exit = start(process);
    sinks.get("demo-a").show(Messages.observed(Activity.RELEASED, null));
    sinks.get("demo-b").show(Messages.observed(Activity.RETRYING, "no answer from the database"));

    process.stop();

    assertThat(exit.get()).isEqualTo(4);
  }

  @Test
  void onlySinksThatAreAssignedSoAreReleased() throws Exception {
    assignToBeReleased("demo-a");
    arguments = List.of("release");

    assertThat(process().run()).isEqualTo(2);
    assertThat(starts).isEmpty();
  }

  @Test
  void nothingIsStartedForArgumentsThatMeanNothing() {
    arguments = List.of("release", "demo-a");
    assertThat(process().run()).isEqualTo(2);

    arguments = List.of("run");
    assertThat(process().run()).isEqualTo(2);
    assertThat(starts).isEmpty();
  }

  @Test
  void nothingIsStartedWhenTheAddressIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("HEADGATE_LISTEN", "127.0.0.1:" + taken.getLocalPort());

      assertThat(process().run()).isEqualTo(2);
    }
    assertThat(starts).isEmpty();
  }

  @Test
  void sinksAreClosedWhenThePortFileCannotBeWritten() {
    environment.put("HEADGATE_PORT_FILE", directory.resolve("none/port").toString());

    assertThat(process().run()).isEqualTo(2);
  }

  private void assignToBeReleased(String... names) throws IOException {
    for (var name : names) {
      Files.writeString(
          Path.of(environment.get("HEADGATE_ASSIGNMENTS"), name.replace("demo-", "") + ".json"),
          AssignmentsTest.assignment(name, Messages.released(6)));
    }
  }

  private WorkerProcess process() {
    return new WorkerProcess(arguments, environment, this::startSink, () -> "random");
  }

  private RunningSink startSink(
      SinkId id,
      Optional<Desired> file,
      String incarnation,
      Storage storage,
      CommitLatency commits) {
    commits.record(Duration.ofMillis(7));
    var desired = file.orElseThrow();
    starts.add("%s %s %s at %d".formatted(id, incarnation, desired.run(), desired.generation()));
    var sink = new FakeSink(id.value());
    sinks.put(id.value(), sink);
    return sink;
  }

  /** Returns once it serves. */
  private CompletableFuture<Integer> start(WorkerProcess process) {
    var exit = CompletableFuture.supplyAsync(process::run);
    await().until(() -> Files.exists(directory.resolve("port")) || exit.isDone());
    return exit;
  }

  private int port() throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve("port")).strip());
  }

  /** The status and the body. */
  private String get(String path) {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Authorization", "Bearer right");
      var answer = http.send(request.build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      throw new IllegalStateException("no answer from " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
