package dev.headgate.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.postgres.Database;
import dev.headgate.postgres.ExportedSlot;
import dev.headgate.postgres.Source;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceProblem;
import dev.headgate.postgres.catalog.Catalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Database database;

  @BeforeEach
  void start() throws SQLException {
    database = Database.create();
    database.execute("CREATE TABLE orders (id int PRIMARY KEY, note text, unused int)");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void theContentsAtTheSlotsPointAreReadThoughTheyChangedSince() throws Exception {
    database.execute("INSERT INTO orders VALUES (1, E'a\\tb\\n'), (2, NULL), (3, '\\N')");
    try (var slot = Source.export(database, "orders");
        var reader = reader(slot, 1)) {
      database.execute("UPDATE orders SET note = 'new'", "DELETE FROM orders WHERE id = 2");

      assertThat(read(reader, "note", "id"))
          .containsExactlyInAnyOrder(
              List.of("a\tb\n", "1"), Arrays.asList(null, "2"), List.of("\\N", "3"));
    }
  }

  @Test
  void severalSessionsReadEachRowOnce() throws Exception {
    database.execute(
        "INSERT INTO orders SELECT i, repeat('x', 200) FROM generate_series(1, 20000) i",
        "DELETE FROM orders WHERE id % 3 = 0");
    var handlers = new AtomicInteger();
    try (var slot = Source.export(database, "orders");
        var reader = reader(slot, 3)) {
      slot.close();
      database.execute("INSERT INTO orders SELECT i, 'y' FROM generate_series(20001, 30000) i");
      var ids = new ConcurrentLinkedQueue<Integer>();

      long rows =
          reader.read(
              orders(),
              List.of("id"),
              () -> {
                handlers.incrementAndGet();
                return row -> ids.add(Integer.parseInt(row.text(0)));
              });

      assertThat(rows).isEqualTo(13334);
      assertThat(ids)
          .hasSize(13334)
          .doesNotHaveDuplicates()
          .allMatch(i -> i % 3 != 0 && i <= 20000);
      assertThat(handlers).hasValue(3);
    }
  }

  @Test
  void aTableThatWasTruncatedOrReplacedSinceIsRefused() throws Exception {
    database.execute("INSERT INTO orders VALUES (1, 'a')");
    try (var slot = Source.export(database, "orders");
        var reader = reader(slot, 1)) {
      var orders = orders();
      database.execute("TRUNCATE orders");

      var thrown =
          catchThrowableOfType(
              SourceException.class, () -> reader.read(orders, List.of("id"), () -> row -> {}));

      assertThat(thrown.problem()).isEqualTo(new SourceProblem.TableRewritten(orders.name()));
    }
  }

  @Test
  void aHandlersFailureEndsAllSessionsAndIsTold() throws Exception {
    database.execute(
        "INSERT INTO orders SELECT i, repeat('x', 200) FROM generate_series(1, 20000) i");
    try (var slot = Source.export(database, "orders");
        var reader = reader(slot, 2)) {
      var count = new AtomicInteger();

      assertThatThrownBy(
              () ->
                  reader.read(
                      orders(),
                      List.of("id"),
                      () ->
                          row -> {
                            if (count.incrementAndGet() == 500) {
                              throw new IllegalStateException("enough");
                            }
                          }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("enough");
    }
  }

  @Test
  void anExportThatIsGoneIsAnError() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      slot.close();

      assertThatThrownBy(() -> reader(slot, 1)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aTransactionThatTheSnapshotShowsAsFinishedButRunsIsWaitedFor() throws Exception {
    try (var writer = database.connect();
        var side = database.connect();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO orders VALUES (1, 'a')");
      long xid =
          Long.parseLong(
              database.value("SELECT max(backend_xid::text::bigint) FROM pg_stat_activity"));
      // As decoding shows it when the commit is written and the status is not yet set.
      var shown = new VisibleTransactions(xid + 1, xid + 1, Set.of());

      var thrown =
          catchThrowableOfType(
              SourceException.class, () -> SnapshotGuard.await(side, shown, Duration.ofMillis(50)));
      assertThat(thrown.problem()).isInstanceOf(SourceProblem.SnapshotBlocked.class);

      writer.commit();
      SnapshotGuard.await(side, shown, PATIENCE);
    }
  }

  private SnapshotReader reader(ExportedSlot slot, int parallelism) throws Exception {
    return SnapshotReader.open(
        Source.sessions(database), slot.snapshot(), parallelism, PATIENCE, 16);
  }

  private List<List<String>> read(SnapshotReader reader, String... columns) throws Exception {
    var rows = new ArrayList<List<String>>();
    reader.read(
        orders(),
        List.of(columns),
        () ->
            row -> {
              var values = new ArrayList<String>();
              for (int i = 0; i < row.size(); i++) {
                values.add(row.text(i));
              }
              rows.add(values);
            });
    return rows;
  }

  private Table orders() throws SQLException {
    try (var side = database.connect()) {
      return new Catalog(side).table(TableName.parse("orders")).orElseThrow();
    }
  }
}
