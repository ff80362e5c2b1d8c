package dev.headgate.demo.stage;

import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.oracle.ProgressTrace;
import java.io.IOException;
import java.time.Duration;

/** The sink's progress records, which decide what is in the topic. */
public record Progress(Servers servers) {

  private static final Duration POLL = Duration.ofMillis(300);

  /** All records up to now. */
  ProgressTrace read() throws IOException {
    return ProgressTrace.read(
        servers.kafka().bootstrapServers(), Example.PROGRESS_TOPIC, Example.SINK.value());
  }

  /** Waits until everything that was committed upstream before this call is in the topic. */
  public void awaitEverything() throws Exception {
    var end = new Timestamp(servers.database().walPosition());
    servers.writeLast();
    await("the topic has everything")
        .atMost(Example.LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> end.isBefore(new Timestamp(read().records().getLast().frontier())));
  }
}
