package dev.headgate.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.Database;
import dev.headgate.postgres.Load;
import dev.headgate.postgres.Source;
import dev.headgate.postgres.WalPosition;
import dev.headgate.postgres.catalog.Catalog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;

class SnapshotAndStreamTest {

  @RepeatedTest(5)
  void theSnapshotAndTheStreamFromItsPointOnAreTheTablesContents() throws Exception {
    try (var database = Database.create()) {
      database.execute("CREATE TABLE orders (id int PRIMARY KEY, note text)");
      var load = Load.start(database, 4, "orders");
      awaitCommits(load, 200);
      var contents = new Contents();

      try (var slot = Source.export(database, "orders")) {
        try (var reader =
                SnapshotReader.open(
                    Source.sessions(database), slot.snapshot(), 2, Duration.ofSeconds(20), 1);
            var side = database.connect()) {
          var orders = new Catalog(side).table(TableName.parse("orders")).orElseThrow();
          reader.read(orders, List.of("id", "note"), () -> contents::put);
        }
        awaitCommits(load, load.committed() + 500);
        load.stop();
        Timestamp end;
        try (var side = database.connect()) {
          end = WalPosition.insert(side);
        }
        try (var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
          while (contents.upper.isBefore(end)) {
            stream.pollOrWait(contents, 100);
          }
        }
      }

      var expected = new TreeMap<String, String>();
      for (var row : database.query("SELECT id::text, note FROM orders")) {
        expected.put(row.get(0), row.get(1));
      }
      assertThat(new TreeMap<>(contents.rows)).isEqualTo(expected);
    }
  }

  private static void awaitCommits(Load load, int count) {
    while (load.committed() < count) {
      Thread.onSpinWait();
    }
  }

  /**
   * Keeps a table of columns {@code (id, note)} up to date; complains where a change cannot fit.
   */
  private static final class Contents implements ChangeHandler {
    private final Map<String, String> rows = new HashMap<>();
    private Timestamp upper = Timestamp.ZERO;

    synchronized void put(TextRow row) {
      assertThat(rows.put(row.text(0), row.text(1))).as("row %s twice", row.text(0)).isNull();
    }

    @Override
    public void insert(long table, TextRow row) {
      put(row);
    }

    @Override
    public void update(long table, TextRow old, TextRow row) {
      String id = old == null ? row.text(0) : old.text(0);
      assertThat(rows.remove(id)).as("updated row %s", id).isNotNull();
      put(row);
    }

    @Override
    public void delete(long table, TextRow old) {
      assertThat(rows.remove(old.text(0))).as("deleted row %s", old.text(0)).isNotNull();
    }

    @Override
    public void truncate(long table) {
      rows.clear();
    }

    @Override
    public void begin(Timestamp at, int xid) {}

    @Override
    public void shape(TableShape shape) {}

    @Override
    public void commit(Timestamp upper) {
      this.upper = upper;
    }

    @Override
    public void upper(Timestamp upper) {
      this.upper = upper;
    }
  }
}
