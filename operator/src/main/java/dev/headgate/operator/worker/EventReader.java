package dev.headgate.operator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.control.MalformedMessageException;
import dev.headgate.control.ObservedJson;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Puts the lines of a server-sent event stream together again. Comments and fields other than
 * {@code data} mean nothing here. Of one stream and one thread.
 */
final class EventReader {

  private static final String DATA = "data:";

  private final ObjectMapper mapper = new ObjectMapper();
  private final ObservedJson observedJson = new ObservedJson();
  private final SinkId sink;
  private final StringBuilder data = new StringBuilder();

  /** Heeds events of {@code sink}. */
  EventReader(SinkId sink) {
    this.sink = sink;
  }

  /**
   * Takes the next line.
   *
   * @return what the worker says of the sink, if that is complete now
   * @throws IOException if the event cannot be read
   */
  Optional<Observed> line(String line) throws IOException {
    if (line.startsWith(DATA)) {
      data.append(line, DATA.length(), line.length()).append('\n');
    }
    if (!line.isEmpty() || data.isEmpty()) {
      return Optional.empty();
    }
    var event = mapper.readTree(data.toString());
    data.setLength(0);
    return event.path("sink").asText().equals(sink.value())
        ? Optional.of(observed(event.path("observed")))
        : Optional.empty();
  }

  private Observed observed(JsonNode json) throws IOException {
    try {
      return observedJson.read(json.toString().getBytes(StandardCharsets.UTF_8));
    } catch (MalformedMessageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
