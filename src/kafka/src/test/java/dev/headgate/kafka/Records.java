package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Progress records for tests. */
final class Records {

  private Records() {}

  static LiveRecord live(int version, long frontier) {
    return new LiveRecord(
        Frontier.at(new Timestamp(frontier)),
        new Version(version),
        new Relation("r", 1, new TableName("public", "r"), List.of(Column.same("k"))),
        new Upstream(new Domain("1", 1), 1, "slot", "publication"),
        new TreeMap<>(Map.of(1L, new Timestamp(1))),
        new Writer("uid", "incarnation", 1),
        Optional.empty(),
        0,
        Optional.empty(),
        new TopicIdentity("cluster", "topic", 1),
        true,
        List.of());
  }
}
