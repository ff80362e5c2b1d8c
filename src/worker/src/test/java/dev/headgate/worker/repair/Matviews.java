package dev.headgate.worker.repair;

import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.Server;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.Publications;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SlotCreation;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.catalog.Catalog;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.ConfluentAvro;
import dev.headgate.testkit.oracle.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Two tables as relations of one sink, and what their contents are by the oracle. */
final class Matviews {

  static final String SLOT = "headgate_repair";

  private static final String KEY = "key_col";
  private static final List<String> COLUMNS = List.of(KEY, "amount", "note", "updated");

  final TestDatabase database;
  final Sessions sessions;

  Matviews(TestDatabase database) {
    this.database = database;
    var server = database.server();
    this.sessions =
        new Sessions(
            new Connections.Postgres(
                server.host(),
                server.port(),
                database.name(),
                new Connections.Credentials(server.superuser(), server.password())),
            "headgate-test");
  }

  /** A table as a relation without its tier: so most rows are the same in both. */
  Written written(String table) throws SQLException {
    try (var session = database.connect()) {
      var catalog = new Catalog(session);
      var found = catalog.table(TableName.parse(table)).orElseThrow();
      var relation =
          new Relation(
              table,
              found.oid(),
              found.name(),
              COLUMNS.stream().map(Relation.Column::same).toList());
      var definition =
          new Definition(
              Version.FIRST,
              relation,
              new SinkSpec(
                  "topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of(KEY), true),
              new Connections(
                  new Connections.Kafka("unused:9092", Map.of(), "progress", "", false),
                  new Connections.SchemaRegistry("http://unused", Optional.empty()),
                  sessions.postgres()));
      var server = catalog.server();
      var planning =
          Planner.plan(
              definition, Optional.of(found), new Server(server.versionNum(), server.walLevel()));
      return switch (planning) {
        case Planning.Planned planned ->
            new Written(planned.plan(), new SchemaIds(1, 2), SizeLimit.NONE);
        case Planning.Refused refused -> throw new AssertionError(refused.problems().toString());
      };
    }
  }

  /** Publishes both and makes a slot; from its consistent point on they are streamed. */
  Timestamp makeSlot() throws SQLException, SourceException, InterruptedException {
    try (var side = database.connect()) {
      new Publications(side)
          .create(
              SLOT, List.of(TableName.parse(Tables.MATVIEW_1), TableName.parse(Tables.MATVIEW_2)));
      try (var slot =
          new SlotCreation(sessions, side)
              .create(SLOT, StreamingProcess.PATIENCE, blockers -> {})) {
        return slot.consistentPoint();
      }
    }
  }

  /** What a table held at a timestamp: rows by key. */
  static Map<Object, Map<String, Object>> contents(History history, String table, long at) {
    var rows = new HashMap<Object, Map<String, Object>>();
    for (var transaction : history.transactions()) {
      if (Long.compareUnsigned(transaction.end(), at) > 0) {
        break;
      }
      for (var change : transaction.changes()) {
        if (change.table().equals("public." + table)) {
          change.old().ifPresent(old -> rows.remove(old.get(KEY)));
          change.row().ifPresent(row -> rows.put(row.get(KEY), projected(row)));
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> projected(Map<String, Object> row) {
    var projected = new HashMap<>(row);
    projected.keySet().retainAll(COLUMNS);
    return projected;
  }

  /** What must be written to change one into the other. */
  static Messages difference(
      Map<Object, Map<String, Object>> old, Map<Object, Map<String, Object>> next) {
    var upserts = new HashMap<>(next);
    upserts.entrySet().removeAll(old.entrySet());
    var tombstones = new HashSet<>(old.keySet());
    tombstones.removeAll(next.keySet());
    return new Messages(upserts, tombstones);
  }

  /** What was written, or must be. */
  record Messages(Map<Object, Map<String, Object>> upserts, Set<Object> tombstones) {}

  /** Decodes messages; a key that comes twice is an error. */
  static final class Decoded implements MessageHandler {
    private final ConfluentAvro avro;
    private final Messages written = new Messages(new HashMap<>(), new HashSet<>());

    Decoded(SinkPlan plan) {
      avro = new ConfluentAvro(Map.of(1, plan.keySchema(), 2, plan.valueSchema()));
    }

    Messages written() {
      return written;
    }

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      var key = read(bytes, start, keyLength).get(KEY);
      once(written.upserts().put(key, read(bytes, start + keyLength, valueLength)) == null);
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      once(written.tombstones().add(read(bytes, start, keyLength).get(KEY)));
    }

    private static void once(boolean first) {
      if (!first) {
        throw new AssertionError("a key was written twice");
      }
    }

    private Map<String, Object> read(byte[] bytes, int start, int length) {
      try {
        return avro.read(Arrays.copyOfRange(bytes, start, start + length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
