package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.catalog.CarriedChange;
import dev.headgate.postgres.catalog.CarriedCheck;
import dev.headgate.postgres.catalog.Catalog;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicationStreamTest {

  private Database database;
  private RecordedChanges changes;

  @BeforeEach
  void start() throws SQLException {
    database = Database.create();
    changes = new RecordedChanges();
    database.execute("CREATE TABLE orders (id int PRIMARY KEY, note text)");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void insertsUpdatesDeletesKeyChangesAndTruncatesArrive() throws Exception {
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      database.execute(
          "INSERT INTO orders VALUES (1, 'a'), (2, NULL)",
          "UPDATE orders SET note = 'ü' WHERE id = 1",
          "UPDATE orders SET id = 3 WHERE id = 2",
          "DELETE FROM orders WHERE id = 1",
          "TRUNCATE orders");

      Source.catchUp(database, stream, changes);

      assertThat(changes.changes())
          .containsExactly(
              "insert orders [1, a]",
              "insert orders [2, null]",
              "update orders -> [1, ü]",
              "update orders [2, null] -> [3, null]",
              "delete orders [1, null]",
              "truncate orders");
      assertThat(changes.transactions()).hasSize(5);
    }
  }

  @Test
  void withFullIdentityTheWholeOldRowComes() throws Exception {
    database.execute("ALTER TABLE orders REPLICA IDENTITY FULL");
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      database.execute(
          "INSERT INTO orders VALUES (1, 'a')",
          "UPDATE orders SET note = 'b'",
          "DELETE FROM orders");

      Source.catchUp(database, stream, changes);

      assertThat(changes.changes())
          .containsExactly(
              "insert orders [1, a]", "update orders [1, a] -> [1, b]", "delete orders [1, b]");
      assertThat(changes.shapes().getFirst().replicaIdentity()).isEqualTo('f');
    }
  }

  @Test
  void anUnchangedOutOfLineValueIsMarked() throws Exception {
    database.execute(
        "ALTER TABLE orders ADD COLUMN big text STORAGE EXTERNAL",
        "INSERT INTO orders VALUES (1, 'a', repeat('x', 10000))");
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      database.execute("UPDATE orders SET note = 'b'");

      Source.catchUp(database, stream, changes);

      assertThat(changes.changes()).containsExactly("update orders -> [1, b, <unchanged>]");
    }
  }

  @Test
  void textFormsDoNotDependOnTheDatabasesSettings() throws Exception {
    database.execute(
        """
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %I SET TimeZone = ''Asia/Tokyo''', current_database());
          EXECUTE format('ALTER DATABASE %I SET DateStyle = ''German''', current_database());
          EXECUTE format('ALTER DATABASE %I SET extra_float_digits = -2', current_database());
          EXECUTE format('ALTER DATABASE %I SET bytea_output = ''escape''', current_database());
        END $$\
        """,
        """
        CREATE TABLE types (b bool, i int8, f float8, n numeric, t timestamptz, d date,
          y bytea, j jsonb, u uuid, c char(3), e text)\
        """);
    try (var slot = Source.export(database, "types");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      database.execute(
          """
          INSERT INTO types VALUES (true, 9223372036854775807, 0.1::float8 + 0.2::float8,
            123.4500, '2026-01-02 03:04:05.678+00', '2026-12-31', '\\x00ff', '{"b": 1, "a": [2]}',
            '00000000-0000-0000-0000-00000000000A', 'x', '')\
          """);

      Source.catchUp(database, stream, changes);

      assertThat(changes.changes())
          .containsExactly(
              "insert types [t, 9223372036854775807, 0.30000000000000004, 123.4500,"
                  + " 2026-01-02 03:04:05.678+00, 2026-12-31, \\x00ff,"
                  + " {\"a\": [2], \"b\": 1}, 00000000-0000-0000-0000-00000000000a, x  , ]");
    }
  }

  @Test
  void aStreamFromATransactionsTimestampStartsWithItAndOneFromItsEndAfterIt() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      try (var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
        database.execute(
            "INSERT INTO orders VALUES (1, 'a')",
            "INSERT INTO orders VALUES (2, 'b')",
            "INSERT INTO orders VALUES (3, 'c')");
        Source.catchUp(database, stream, changes);
      }
      var second = changes.transactions().get(1);

      assertThat(from(slot.name(), second.at()))
          .containsExactly("insert orders [2, b]", "insert orders [3, c]");
      assertThat(from(slot.name(), second.at().next())).containsExactly("insert orders [3, c]");
      assertThat(from(slot.name(), second.end())).containsExactly("insert orders [3, c]");
    }
  }

  @Test
  void aRestartRedeliversExactlyWhatWasNotYetReached() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      Timestamp reached;
      try (var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
        database.execute("INSERT INTO orders VALUES (1, 'a')");
        Source.catchUp(database, stream, changes);
        reached = changes.upper();
        stream.acknowledge(reached);
        database.execute("INSERT INTO orders VALUES (2, 'b')", "UPDATE orders SET note = 'c'");
        Source.catchUp(database, stream, changes);
      }
      var later = changes.transactions().subList(1, 3);

      var again = new RecordedChanges();
      try (var stream = reopen(slot.name(), reached)) {
        Source.catchUp(database, stream, again);
      }

      assertThat(again.transactions()).isEqualTo(later);
    }
  }

  @Test
  void aSlotThatIsAheadOfTheSinkIsHistoryLost() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      database.execute("INSERT INTO orders VALUES (1, 'a')");
      database.execute(
          "SELECT pg_replication_slot_advance('%s', pg_current_wal_lsn())".formatted(slot.name()));
      var confirmed = slot(slot.name()).confirmed().orElseThrow();

      var thrown =
          catchThrowableOfType(
              SourceException.class,
              () -> Source.stream(database, slot.name(), slot.consistentPoint()));

      assertThat(thrown.problem())
          .isEqualTo(new SourceProblem.HistoryLost(slot.name(), slot.consistentPoint(), confirmed));
      reopen(slot.name(), confirmed).close();
    }
  }

  @Test
  void aServerThatHasNotWrittenAsFarAsTheSinkHasReadIsBehind() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      var beyond = new Timestamp(slot.consistentPoint().bits() + (1L << 40));

      var thrown =
          catchThrowableOfType(
              SourceException.class, () -> Source.stream(database, slot.name(), beyond));

      assertThat(thrown.problem()).isInstanceOf(SourceProblem.ServerBehind.class);
    }
  }

  @Test
  void aSlotThatTheServerGaveUpIsLost() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      slot.close();
      database.execute(
          "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
      try {
        while (slot(slot.name()).lostBecause().isEmpty()) {
          database.execute(
              "INSERT INTO orders VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET note = 'b'",
              "SELECT pg_switch_wal()",
              "CHECKPOINT");
        }
      } finally {
        database.execute("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
      }

      var thrown =
          catchThrowableOfType(
              SourceException.class,
              () -> Source.stream(database, slot.name(), slot.consistentPoint()));

      assertThat(thrown.problem())
          .isEqualTo(new SourceProblem.SlotLost(slot.name(), "wal_removed"));
      try (var side = database.connect()) {
        assertThat(new CarriedCheck(side).changes(slot.name(), slot.name(), List.of()))
            .containsExactly(new CarriedChange.SlotLost(slot.name(), "wal_removed"));
      }
    }
  }

  @Test
  void aSlotThatDoesNotExistIsMissing() {
    assertThatThrownBy(() -> Source.stream(database, "headgate_none", Timestamp.ZERO))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("replication slot headgate_none does not exist");
  }

  @Test
  void aSlotThatAnotherSessionUsesIsActiveUntilItIsReleased() throws Exception {
    try (var slot = Source.export(database, "orders");
        var first = Source.stream(database, slot.name(), slot.consistentPoint());
        var side = database.connect()) {
      var pid = slot(slot.name()).activePid();

      var thrown =
          catchThrowableOfType(
              SourceException.class,
              () -> Source.stream(database, slot.name(), slot.consistentPoint()));
      assertThat(thrown.problem()).isEqualTo(new SourceProblem.SlotActive(slot.name(), pid));

      new Slots(side).release(slot.name());
      try (var second = Source.stream(database, slot.name(), slot.consistentPoint())) {
        database.execute("INSERT INTO orders VALUES (1, 'a')");
        Source.catchUp(database, second, changes);
        assertThat(changes.changes()).containsExactly("insert orders [1, a]");
      }
      assertThatThrownBy(() -> Source.pollUntil(first, new RecordedChanges(), () -> false))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theIdentityIsTheOneThatTheCatalogTells() throws Exception {
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint());
        var side = database.connect()) {
      var catalog = new Catalog(side);

      assertThat(stream.identity())
          .isEqualTo(new SystemIdentity(catalog.domain(), catalog.timeline()));
    }
  }

  @Test
  void onAnIdleDatabaseTheUpperReachesTheInsertPositionWithinASecond() throws Exception {
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint());
        var side = database.connect()) {
      for (int i = 0; i < 20; i++) {
        long started = System.nanoTime();
        var position = WalPosition.insert(side);
        stream.requestUpper();
        Source.pollUntil(stream, changes, () -> !changes.upper().isBefore(position));

        assertThat(System.nanoTime() - started).isLessThan(1_000_000_000L);
      }
      assertThat(changes.tooEarly()).isEmpty();
    }
  }

  @Test
  void theUpperMovesOnWhileOnlyOtherTablesChange() throws Exception {
    database.execute("CREATE TABLE busy (id int)");
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      for (int i = 0; i < 5; i++) {
        database.execute("INSERT INTO busy SELECT generate_series(1, 10000)");
        var written = Timestamp.parseLsn(database.value("SELECT pg_current_wal_lsn()"));

        Source.pollUntil(stream, changes, () -> !changes.upper().isBefore(written));
      }
      assertThat(changes.transactions()).isEmpty();
      assertThat(changes.tooEarly()).isEmpty();
    }
  }

  @Test
  void whatIsAcknowledgedIsConfirmedWhilePollingAndNeverMore() throws Exception {
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      var before = slot(slot.name()).confirmed().orElseThrow();
      database.execute("INSERT INTO orders VALUES (1, 'a')", "INSERT INTO orders VALUES (2, 'b')");
      Source.catchUp(database, stream, changes);
      assertThat(slot(slot.name()).confirmed()).contains(before);

      var first = changes.transactions().getFirst().end();
      stream.acknowledge(first);
      Source.pollUntil(
          stream, changes, () -> !slot(slot.name()).confirmed().orElseThrow().isBefore(first));

      assertThat(slot(slot.name()).confirmed()).contains(first);
      assertThatThrownBy(() -> stream.acknowledge(new Timestamp(changes.upper().bits() + 1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aCallerThatHoldsBackIsKeptAliveBeyondTheServersTimeout() throws Exception {
    database.execute(
        """
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %I SET wal_sender_timeout = 2000', current_database());
        END $$\
        """);
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      database.execute(
          "INSERT INTO orders SELECT i, repeat('x', 1000) FROM generate_series(1, 50000) i");
      long until = System.nanoTime() + 4_000_000_000L;
      while (System.nanoTime() < until) {
        stream.keepAlive();
        LockSupport.parkNanos(10_000_000L);
      }

      Source.catchUp(database, stream, changes);

      assertThat(changes.changes()).hasSize(50000);
    }
  }

  private List<String> from(String slot, Timestamp from) throws Exception {
    var recorded = new RecordedChanges();
    try (var stream = reopen(slot, from)) {
      Source.catchUp(database, stream, recorded);
    }
    return recorded.changes();
  }

  private ReplicationStream reopen(String slot, Timestamp from) throws Exception {
    try (var side = database.connect()) {
      new Slots(side).release(slot);
    }
    return Source.stream(database, slot, from);
  }

  private Slot slot(String name) {
    try (var side = database.connect()) {
      return new Slots(side).find(name).orElseThrow();
    } catch (SQLException e) {
      throw new AssertionError("slot " + name + " should be there", e);
    }
  }
}
