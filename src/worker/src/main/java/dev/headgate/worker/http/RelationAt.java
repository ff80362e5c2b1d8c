package dev.headgate.worker.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.ProgressRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * {@code /v1/sinks/{id}/relation-at?partition=P&offset=O}: which relation the record of the topic
 * at that place is of, by the history in the progress record.
 */
final class RelationAt {

  private final String sink;
  private final Optional<String> query;

  /**
   * @param query as it stands behind the {@code ?}
   */
  RelationAt(String sink, Optional<String> query) {
    this.sink = sink;
    this.query = query;
  }

  /**
   * @param known the newest record that this process knows to be committed
   */
  Reply answer(Optional<ProgressRecord> known) {
    var partition = number("partition");
    var offset = number("offset");
    if (partition.isEmpty() || offset.isEmpty()) {
      return Reply.problem(
          400, "ask with ?partition=P&offset=O, both whole numbers in decimal, from 0 on");
    }
    return known
        .map(record -> answer(record, partition.getAsLong(), offset.getAsLong()))
        .orElseGet(
            () ->
                Reply.problem(
                    503,
                    "this worker has not read the record of sink %s yet; ask again"
                        .formatted(sink)));
  }

  private OptionalLong number(String name) {
    return query.stream()
        .flatMap(q -> Stream.of(q.split("&")))
        .filter(parameter -> parameter.startsWith(name + "="))
        .map(parameter -> parameter.substring(name.length() + 1))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private Reply answer(ProgressRecord record, long partition, long offset) {
    return switch (record) {
      case DroppedRecord dropped ->
          Reply.problem(404, "sink %s was released, and its history with it".formatted(sink));
      case LiveRecord live when partition >= live.topic().partitions() ->
          Reply.problem(
              400,
              "the topic of sink %s has no partition %d, only 0 to %d"
                  .formatted(sink, partition, live.topic().partitions() - 1));
      case LiveRecord live ->
          live.producerOf((int) partition, offset)
              .map(entry -> found(live, entry, (int) partition, offset))
              .orElseGet(() -> Reply.problem(404, whyNot(live, partition, offset)));
    };
  }

  private static Reply found(LiveRecord record, VersionEntry entry, int partition, long offset) {
    var answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("partition", partition)
            .put("offset", offset)
            .put("version", entry.version().number())
            .put("relation", entry.relation())
            .put("timestamp", entry.at().toString())
            .put("frontier", record.frontier().upper().toString())
            .put("beginsAt", entry.offsets().get(partition));
    record.history().stream()
        .filter(other -> other.version().equals(entry.version().next()))
        .forEach(next -> answer.put("endsBefore", next.offsets().get(partition)));
    return Reply.json(200, answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String whyNot(LiveRecord record, long partition, long offset) {
    var history = record.history();
    if (history.isEmpty()) {
      return "sink %s has written nothing yet".formatted(sink);
    }
    var unknown = history.stream().filter(entry -> entry.offsets().isEmpty()).findFirst();
    if (unknown.isPresent()) {
      return "where version %d of sink %s begins was not recorded"
          .formatted(unknown.get().version().number(), sink);
    }
    return "offset %d of partition %d stands before version %d of sink %s, the oldest in its record, which keeps the last %d"
        .formatted(
            offset,
            partition,
            history.getFirst().version().number(),
            sink,
            LiveRecord.HISTORY_LIMIT);
  }
}
