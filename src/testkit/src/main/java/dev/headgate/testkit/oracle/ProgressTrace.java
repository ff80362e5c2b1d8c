package dev.headgate.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.kafka.TopicRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The committed progress records of one sink, oldest first, read as plain JSON. Compaction may have
 * taken some away.
 *
 * @param records live ones only
 */
public record ProgressTrace(List<Entry> records) {

  public ProgressTrace {
    records = List.copyOf(records);
  }

  /** A record: what a test asks about it. */
  public record Entry(
      long frontier, int version, String relation, String incarnation, List<Flow> history) {}

  /** A version in a record's history: what flows from when on. */
  public record Flow(int version, String relation, long at) {}

  /** Reads the topic up to its end of now. */
  public static ProgressTrace read(String bootstrapServers, String topic, String sinkId)
      throws IOException {
    return of(new TopicReader(bootstrapServers).readCommitted(topic), sinkId);
  }

  /** What these records say of the sink. */
  static ProgressTrace of(List<TopicRecord> progress, String sinkId) throws IOException {
    var json = new ObjectMapper();
    var records = new ArrayList<Entry>();
    for (TopicRecord record : progress) {
      if (record.keyText().equals(sinkId)) {
        JsonNode root = json.readTree(record.value());
        if (!root.has("dropped")) {
          records.add(entry(root));
        }
      }
    }
    return new ProgressTrace(records);
  }

  private static Entry entry(JsonNode root) {
    var history = new ArrayList<Flow>();
    for (JsonNode flow : root.get("history")) {
      history.add(
          new Flow(
              flow.get("version").asInt(),
              flow.get("relation").asText(),
              Long.parseUnsignedLong(flow.get("timestamp").asText())));
    }
    return new Entry(
        Long.parseUnsignedLong(root.get("frontier").get(0).asText()),
        root.get("version").asInt(),
        root.get("relation").get("name").asText(),
        root.get("incarnation").asText(),
        history);
  }

  /** What flowed from when on, as the last record has it. */
  public List<Flow> flows() {
    return records.getLast().history();
  }

  /** All that no sequence of records may show, for people. */
  public List<String> contradictions() {
    var contradictions = new ArrayList<String>();
    for (int i = 1; i < records.size(); i++) {
      var before = records.get(i - 1);
      var after = records.get(i);
      if (Long.compareUnsigned(after.frontier(), before.frontier()) < 0) {
        contradictions.add("the frontier goes back from %s to %s".formatted(before, after));
      }
      if (after.version() < before.version() || after.version() > before.version() + 1) {
        contradictions.add("the version leaps from %s to %s".formatted(before, after));
      }
      if (!continues(after.history(), before.history())) {
        contradictions.add("the history was rewritten from %s to %s".formatted(before, after));
      }
    }
    return contradictions;
  }

  /** A history keeps its last versions only: the oldest ones may go as others come. */
  private static boolean continues(List<Flow> after, List<Flow> before) {
    if (after.size() < before.size() || after.isEmpty()) {
      return after.size() >= before.size();
    }
    var kept =
        before.stream().filter(flow -> flow.version() >= after.getFirst().version()).toList();
    return after.size() >= kept.size() && after.subList(0, kept.size()).equals(kept);
  }
}
