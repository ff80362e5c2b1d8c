package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.relation.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Database database;
  private Connection side;
  private Slots slots;

  @BeforeEach
  void connect() throws SQLException {
    database = Database.create();
    side = database.connect();
    slots = new Slots(side);
    database.execute("CREATE TABLE orders (id int PRIMARY KEY, note text)");
  }

  @AfterEach
  void close() throws SQLException {
    side.close();
    database.close();
  }

  @Test
  void aNewSlotIsFoundAtItsConsistentPoint() throws Exception {
    try (var slot = Source.export(database, "orders")) {
      assertThat(slots.find(slot.name()).orElseThrow().confirmed())
          .contains(slot.consistentPoint());
      assertThat(slots.list(slot.name().substring(0, 10)))
          .extracting(Slot::name)
          .containsExactly(slot.name());
      assertThat(slots.list("other_")).isEmpty();
    }
  }

  @Test
  void aSlotIsDroppedThoughItIsBeingRead() throws Exception {
    try (var slot = Source.export(database, "orders");
        var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
      slots.drop(slot.name(), PATIENCE);

      assertThat(slots.find(slot.name())).isEmpty();
      slots.drop(slot.name(), PATIENCE);
    }
  }

  @Test
  void makingASlotWaitsForOpenTransactionsAndNamesThem() throws Exception {
    var seen = new ArrayList<List<OpenTransaction>>();
    new Publications(side).create("headgate_waits", List.of(TableName.parse("orders")));
    try (var other = database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("INSERT INTO orders VALUES (1, 'a')");
      var xid = Long.parseLong(value(other, "SELECT pg_current_xact_id()::xid"));

      var exported =
          new SlotCreation(Source.sessions(database), side)
              .create(
                  "headgate_waits",
                  PATIENCE,
                  blockers -> {
                    seen.add(blockers);
                    commit(other);
                  });
      exported.close();

      assertThat(seen.getFirst()).extracting(OpenTransaction::xid).contains(xid);
      assertThat(seen.getFirst().toString()).contains("idle in transaction");
    }
  }

  @Test
  void makingASlotThatIsBlockedForTooLongLeavesNoneBehind() throws Exception {
    new Publications(side).create("headgate_blocked", List.of(TableName.parse("orders")));
    try (var other = database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("INSERT INTO orders VALUES (1, 'a')");
      statement.execute("PREPARE TRANSACTION 'blocker'");
      other.setAutoCommit(true);

      var thrown =
          catchThrowableOfType(
              SourceException.class,
              () ->
                  new SlotCreation(Source.sessions(database), side)
                      .create("headgate_blocked", Duration.ofSeconds(2), b -> {}));

      assertThat(thrown.problem()).isInstanceOf(SourceProblem.SlotBlocked.class);
      assertThat(thrown).hasMessageContaining("prepared as 'blocker'");
      slots.drop("headgate_blocked", PATIENCE);
      statement.execute("ROLLBACK PREPARED 'blocker'");
      assertThat(slots.find("headgate_blocked")).isEmpty();
    }
  }

  private static void commit(Connection session) {
    try {
      session.commit();
    } catch (SQLException e) {
      throw new AssertionError("the blocking transaction should commit", e);
    }
  }

  private static String value(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
