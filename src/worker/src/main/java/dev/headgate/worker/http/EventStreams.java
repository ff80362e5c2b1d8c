package dev.headgate.worker.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.sun.net.httpserver.HttpExchange;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.worker.HostedSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code /v1/events}: server-sent events, {@code {"sink": id, "observed": ...}} for every sink when
 * a client comes and whenever it changes. A hint only: what changes between two looks becomes one
 * event. Each client looks for itself, so that a slow one keeps nobody waiting and nothing is
 * queued for it.
 */
final class EventStreams implements AutoCloseable {

  private final JsonFactory json = new JsonFactory();
  private final ObservedJson observedJson = new ObservedJson();
  private final List<HostedSink> sinks;
  private final ServerLimits limits;
  private final Deadlines deadlines;
  private final Semaphore places;
  private final CountDownLatch closing = new CountDownLatch(1);

  EventStreams(List<HostedSink> sinks, ServerLimits limits, Deadlines deadlines) {
    this.sinks = sinks;
    this.limits = limits;
    this.deadlines = deadlines;
    this.places = new Semaphore(limits.eventStreams());
  }

  /** Streams until the client is gone or too slow, or this is closed. */
  void stream(HttpExchange exchange) throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      Reply.problem(
              503,
              "%d clients listen to events already, no more are served"
                  .formatted(limits.eventStreams()))
          .with("Retry-After", "10")
          .send(exchange);
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      follow(exchange.getResponseBody());
    } finally {
      places.release();
    }
  }

  private void follow(OutputStream out) throws IOException, InterruptedException {
    var sent = new HashMap<SinkId, Observed>();
    long lastWrite = System.nanoTime();
    do {
      var events = changes(sent);
      boolean silent = System.nanoTime() - lastWrite >= limits.heartbeat().toNanos();
      if (!events.isEmpty() || silent) {
        write(out, events.isEmpty() ? ": still here\n\n" : events);
        lastWrite = System.nanoTime();
      }
    } while (!closing.await(limits.eventInterval().toNanos(), TimeUnit.NANOSECONDS));
  }

  private String changes(Map<SinkId, Observed> sent) throws IOException {
    var events = new StringBuilder();
    for (var sink : sinks) {
      var observed = sink.observed();
      if (!observed.equals(sent.put(sink.id(), observed))) {
        event(sink.id(), observed)
            .lines()
            .forEach(l -> events.append("data: ").append(l).append('\n'));
        events.append('\n');
      }
    }
    return events.toString();
  }

  private String event(SinkId id, Observed observed) throws IOException {
    var text = new StringWriter();
    try (var event = json.createGenerator(text)) {
      event.writeStartObject();
      event.writeStringField("sink", id.value());
      event.writeFieldName("observed");
      event.writeRawValue(new String(observedJson.write(observed), StandardCharsets.UTF_8));
      event.writeEndObject();
    }
    return text.toString();
  }

  private void write(OutputStream out, String events) throws IOException {
    try (var deadline = deadlines.within(limits.exchange())) {
      out.write(events.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** Ends all streams, soon. */
  @Override
  public void close() {
    closing.countDown();
  }
}
