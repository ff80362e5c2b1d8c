package dev.headgate.worker;

import dev.headgate.dataflow.cutover.Candidate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Observed.Skipped;
import dev.headgate.dataflow.cutover.Observed.Statistics;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Connections.Credentials;
import dev.headgate.dataflow.sink.Connections.Kafka;
import dev.headgate.dataflow.sink.Connections.Postgres;
import dev.headgate.dataflow.sink.Connections.SchemaRegistry;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** What a sink may be told, and what it may say. */
public final class Messages {

  private static final Relation RELATION =
      new Relation(
          "matview-1", 16385, new TableName("public", "orders"), List.of(Column.same("key_col")));

  private static final LiveRecord RECORD =
      new LiveRecord(
          Frontier.at(new Timestamp(1000)),
          new Version(2),
          RELATION,
          new Upstream(new Domain("7400000000000000001", 16384), 1, "slot", "publication"),
          new TreeMap<>(Map.of(16385L, new Timestamp(100))),
          new Writer("u-1", "i-1", 5),
          Optional.empty(),
          0,
          Optional.empty(),
          new TopicIdentity("cluster", "topic", 6),
          true,
          List.of());

  /** Of versions 3 and 4 on a topic of two partitions, the older ones forgotten. */
  public static final LiveRecord WITH_HISTORY =
      new LiveRecord(
          Frontier.at(new Timestamp(1000)),
          new Version(4),
          RELATION,
          new Upstream(new Domain("7400000000000000001", 16384), 1, "slot", "publication"),
          new TreeMap<>(Map.of(16385L, new Timestamp(100))),
          new Writer("u-1", "i-1", 5),
          Optional.empty(),
          0,
          Optional.empty(),
          new TopicIdentity("cluster", "topic", 2),
          true,
          List.of(
              new VersionEntry(new Version(3), "matview-2", new Timestamp(500), List.of(10L, 0L)),
              new VersionEntry(new Version(4), "matview-1", new Timestamp(700), List.of(40L, 7L))));

  /** Version 2, up to generation 5, 24 bytes behind. */
  public static final Observed STREAMING =
      new Observed(
          "i-1",
          5,
          Activity.STREAMING,
          Optional.of(RECORD),
          Optional.of(new Timestamp(1024)),
          Optional.empty(),
          new Statistics(4, 3, 400, 300, new Skipped(2, Optional.of("row (id=17)"))),
          Optional.empty());

  private Messages() {}

  /** With that record. */
  public static Observed streaming(LiveRecord record) {
    return new Observed(
        STREAMING.incarnation(),
        STREAMING.acknowledgedGeneration(),
        STREAMING.activity(),
        Optional.of(record),
        STREAMING.upper(),
        STREAMING.cutover(),
        STREAMING.statistics(),
        STREAMING.error());
  }

  /** Without a record. */
  public static Observed observed(Activity activity, String error) {
    return new Observed(
        "i-1",
        5,
        activity,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Statistics.NONE,
        Optional.ofNullable(error));
  }

  /** A wish with a candidate that may cut over. */
  public static Desired desired(long generation) {
    return new Desired(
        generation,
        "u-1",
        Run.RUNNING,
        true,
        definition(2),
        Optional.of(
            new Candidate(
                definition(3),
                new CutoverId("0123456789abcdef"),
                0,
                Optional.empty(),
                Terms.DEFAULT,
                Optional.of(Grant.CUT_OVER))),
        0,
        Set.of());
  }

  /** A wish that the sink be given back. */
  public static Desired released(long generation) {
    var running = desired(generation);
    return new Desired(
        generation,
        running.uid(),
        Run.RELEASED,
        running.expectProgress(),
        running.active(),
        Optional.empty(),
        running.attemptsEnded(),
        running.keep());
  }

  private static Definition definition(int version) {
    return new Definition(
        new Version(version),
        RELATION,
        new SinkSpec(
            "topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("key_col"), true),
        new Connections(
            new Kafka("kafka:9092", Map.of(), "headgate-progress", "", false),
            new SchemaRegistry("http://registry:8081", Optional.empty()),
            new Postgres("db", 5432, "shop", new Credentials("sinks", "secret"))));
  }
}
