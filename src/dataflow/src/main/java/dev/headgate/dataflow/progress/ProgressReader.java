package dev.headgate.dataflow.progress;

import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a progress record of a JSON object, or says which member is wrong. */
final class ProgressReader {

  private static final long MAX_OID = 0xFFFF_FFFFL;

  private final JsonObject json;

  ProgressReader(JsonObject json) {
    this.json = json;
  }

  ProgressRecord read() {
    return json.has("dropped") && json.bool("dropped") ? dropped() : live();
  }

  private DroppedRecord dropped() {
    // The four members of the upstream come and go together; one alone is an error that upstream()
    // reports.
    boolean leftovers =
        json.has("domain") || json.has("timeline") || json.has("slot") || json.has("publication");
    return new DroppedRecord(
        version(json), json.text("uid"), leftovers ? Optional.of(upstream()) : Optional.empty());
  }

  private LiveRecord live() {
    return new LiveRecord(
        frontier(),
        version(json),
        relation(json.object("relation")),
        upstream(),
        carried(json.object("carried")),
        new Writer(
            json.text("uid"),
            json.text("incarnation"),
            json.integer("generation", 0, Long.MAX_VALUE)),
        json.optionalObject("cutover").map(ProgressReader::cutover),
        json.int32("attemptsEnded", 0),
        json.optionalObject("ended").map(ProgressReader::ended),
        topic(json.object("topic")),
        json.bool("topicMatches"),
        json.objects("history").stream().map(ProgressReader::entry).toList());
  }

  private Frontier frontier() {
    var elements = json.texts("frontier");
    if (elements.size() != 1) {
      throw json.wrong("frontier", "must have one element, not " + elements.size());
    }
    return Frontier.at(timestamp(json, "frontier", elements.getFirst()));
  }

  private static Timestamp timestamp(JsonObject json, String member, String text) {
    try {
      return Timestamp.parse(text);
    } catch (NumberFormatException e) {
      throw json.wrong(
          member, "must be an unsigned 64-bit decimal number, not \"%s\"".formatted(text));
    }
  }

  private static Version version(JsonObject json) {
    return new Version(json.int32("version", 1));
  }

  private static Relation relation(JsonObject json) {
    json.refuseOthersThan(Set.of("name", "oid", "table", "columns"));
    var columns = json.objects("columns");
    if (columns.isEmpty()) {
      throw json.wrong("columns", "must not be empty");
    }
    return new Relation(
        json.text("name"),
        json.integer("oid", 0, MAX_OID),
        table(json),
        columns.stream().map(ProgressReader::column).toList());
  }

  private static TableName table(JsonObject json) {
    try {
      return TableName.parse(json.text("table"));
    } catch (IllegalArgumentException e) {
      throw json.wrong("table", e.getMessage());
    }
  }

  private static Relation.Column column(JsonObject json) {
    json.refuseOthersThan(Set.of("name", "source"));
    return new Relation.Column(json.text("name"), json.text("source"));
  }

  private Upstream upstream() {
    var domain = json.object("domain");
    return new Upstream(
        new Domain(domain.text("systemIdentifier"), domain.integer("databaseOid", 0, MAX_OID)),
        json.int32("timeline", 0),
        json.text("slot"),
        json.text("publication"));
  }

  private static SortedMap<Long, Timestamp> carried(JsonObject json) {
    var carried = new TreeMap<Long, Timestamp>();
    for (var oid : json.names()) {
      carried.put(oid(json, oid), timestamp(json, oid, json.text(oid)));
    }
    return carried;
  }

  private static long oid(JsonObject json, String name) {
    try {
      return Integer.toUnsignedLong(Integer.parseUnsignedInt(name));
    } catch (NumberFormatException e) {
      throw json.wrong(name, "must be named by a table's OID");
    }
  }

  private static CutoverRef cutover(JsonObject json) {
    return new CutoverRef(
        json.text("id"),
        json.int32("attempt", 0),
        relation(json.object("from")),
        partitions(json, "unannounced"));
  }

  /** Absent means none: most of the time there are none. */
  private static SortedSet<Integer> partitions(JsonObject json, String member) {
    return json.has(member)
        ? new TreeSet<>(
            json.integers(member, 0, Integer.MAX_VALUE).stream().map(Math::toIntExact).toList())
        : new TreeSet<>();
  }

  private static EndedAttempt ended(JsonObject json) {
    return new EndedAttempt(json.text("id"), outcome(json), json.text("message"));
  }

  private static Outcome outcome(JsonObject json) {
    var word = json.text("outcome");
    for (var outcome : Outcome.values()) {
      if (outcome.word().equals(word)) {
        return outcome;
      }
    }
    throw json.wrong("outcome", "must be Aborted, TimedOut or Failed, not \"%s\"".formatted(word));
  }

  private static TopicIdentity topic(JsonObject json) {
    return new TopicIdentity(
        json.text("clusterId"), json.text("topicId"), json.int32("partitions", 1));
  }

  private static VersionEntry entry(JsonObject json) {
    return new VersionEntry(
        version(json),
        json.text("relation"),
        timestamp(json, "timestamp", json.text("timestamp")),
        json.integers("offsets", 0, Long.MAX_VALUE));
  }
}
