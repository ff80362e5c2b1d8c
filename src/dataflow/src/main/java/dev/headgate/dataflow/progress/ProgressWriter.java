package dev.headgate.dataflow.progress;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.time.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes a progress record as JSON, in one fixed order of members. */
final class ProgressWriter {

  private final JsonGenerator out;

  ProgressWriter(JsonGenerator out) {
    this.out = out;
  }

  void write(ProgressRecord progress) throws IOException {
    out.writeStartObject();
    switch (progress) {
      case LiveRecord live -> live(live);
      case DroppedRecord dropped -> dropped(dropped);
    }
    out.writeEndObject();
  }

  private void dropped(DroppedRecord dropped) throws IOException {
    out.writeBooleanField("dropped", true);
    out.writeNumberField("version", dropped.version().number());
    out.writeStringField("uid", dropped.uid());
    if (dropped.leftovers().isPresent()) {
      upstream(dropped.leftovers().get());
    }
  }

  private void live(LiveRecord live) throws IOException {
    out.writeArrayFieldStart("frontier");
    out.writeString(live.frontier().upper().toString());
    out.writeEndArray();
    out.writeNumberField("version", live.version().number());
    relation("relation", live.relation());
    upstream(live.upstream());
    carried(live.carried());
    writer(live.writer());
    if (live.cutover().isPresent()) {
      cutover(live.cutover().get());
    }
    out.writeNumberField("attemptsEnded", live.attemptsEnded());
    if (live.ended().isPresent()) {
      ended(live.ended().get());
    }
    topic(live.topic());
    out.writeBooleanField("topicMatches", live.topicMatches());
    history(live.history());
  }

  private void relation(String member, Relation relation) throws IOException {
    out.writeObjectFieldStart(member);
    out.writeStringField("name", relation.name());
    out.writeNumberField("oid", relation.oid());
    out.writeStringField("table", relation.table().toString());
    out.writeArrayFieldStart("columns");
    for (var column : relation.columns()) {
      out.writeStartObject();
      out.writeStringField("name", column.name());
      out.writeStringField("source", column.source());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void upstream(Upstream upstream) throws IOException {
    out.writeObjectFieldStart("domain");
    out.writeStringField("systemIdentifier", upstream.domain().systemIdentifier());
    out.writeNumberField("databaseOid", upstream.domain().databaseOid());
    out.writeEndObject();
    out.writeNumberField("timeline", upstream.timeline());
    out.writeStringField("slot", upstream.slot());
    out.writeStringField("publication", upstream.publication());
  }

  private void carried(Map<Long, Timestamp> carried) throws IOException {
    out.writeObjectFieldStart("carried");
    for (var table : carried.entrySet()) {
      out.writeStringField(Long.toString(table.getKey()), table.getValue().toString());
    }
    out.writeEndObject();
  }

  private void writer(Writer writer) throws IOException {
    out.writeStringField("uid", writer.uid());
    out.writeStringField("incarnation", writer.incarnation());
    out.writeNumberField("generation", writer.generation());
  }

  private void cutover(CutoverRef cutover) throws IOException {
    out.writeObjectFieldStart("cutover");
    out.writeStringField("id", cutover.id());
    out.writeNumberField("attempt", cutover.attempt());
    relation("from", cutover.from());
    if (!cutover.unannounced().isEmpty()) {
      out.writeArrayFieldStart("unannounced");
      for (int partition : cutover.unannounced()) {
        out.writeNumber(partition);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private void ended(EndedAttempt ended) throws IOException {
    out.writeObjectFieldStart("ended");
    out.writeStringField("id", ended.id());
    out.writeStringField("outcome", ended.outcome().word());
    out.writeStringField("message", ended.message());
    out.writeEndObject();
  }

  private void topic(TopicIdentity topic) throws IOException {
    out.writeObjectFieldStart("topic");
    out.writeStringField("clusterId", topic.clusterId());
    out.writeStringField("topicId", topic.topicId());
    out.writeNumberField("partitions", topic.partitions());
    out.writeEndObject();
  }

  private void history(List<VersionEntry> history) throws IOException {
    out.writeArrayFieldStart("history");
    for (var entry : history) {
      out.writeStartObject();
      out.writeNumberField("version", entry.version().number());
      out.writeStringField("relation", entry.relation());
      out.writeStringField("timestamp", entry.at().toString());
      out.writeArrayFieldStart("offsets");
      for (long offset : entry.offsets()) {
        out.writeNumber(offset);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
