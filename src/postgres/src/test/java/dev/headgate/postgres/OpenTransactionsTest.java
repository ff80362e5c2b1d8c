package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {

  private Database database;
  private Connection side;
  private OpenTransactions open;

  @BeforeEach
  void connect() throws SQLException {
    database = Database.create();
    side = database.connect();
    open = new OpenTransactions(side);
    database.execute(
        "CREATE TABLE orders (id int PRIMARY KEY)", "CREATE TABLE later (id int PRIMARY KEY)");
  }

  @AfterEach
  void close() throws SQLException {
    side.close();
    database.close();
  }

  @Test
  void aTransactionIsListedUntilItEndsAndAReaderNever() throws SQLException {
    try (var writer = transaction();
        var reader = transaction()) {
      execute(writer, "INSERT INTO orders VALUES (1)");
      execute(reader, "SELECT count(*) FROM orders");

      assertThat(open.ofDatabase()).hasSize(1);
      assertThat(open.ofDatabase().getFirst().description())
          .contains("idle in transaction")
          .contains("pid ");

      writer.commit();
      assertThat(open.ofDatabase()).isEmpty();
    }
  }

  @Test
  void aPreparedTransactionIsListedUntilItIsFinished() throws SQLException {
    try (var writer = transaction()) {
      execute(writer, "INSERT INTO orders VALUES (1)");
      execute(writer, "PREPARE TRANSACTION 'half done'");
    }

    assertThat(open.ofDatabase())
        .singleElement()
        .extracting(OpenTransaction::description)
        .asString()
        .startsWith("prepared as 'half done'");

    database.execute("COMMIT PREPARED 'half done'");
    assertThat(open.ofDatabase()).isEmpty();
  }

  @Test
  void anotherDatabasesTransactionsAreListedForTheServerOnly() throws SQLException {
    try (var other = Database.create();
        var writer = other.connect()) {
      writer.setAutoCommit(false);
      execute(writer, "CREATE TABLE x (id int)");

      assertThat(open.ofDatabase()).isEmpty();
      assertThat(open.ofServer()).hasSize(1);
      writer.rollback();
    }
  }

  @Test
  void aListThatCouldNotChangeIsRefused() throws SQLException {
    side.setAutoCommit(false);

    assertThatThrownBy(open::ofDatabase).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTransactionOpenWhenATableWasAddedIsTornAndSinceIsBehindIt() throws Exception {
    try (var slot = Source.export(database, "orders");
        var torn = transaction()) {
      execute(torn, "INSERT INTO later VALUES (1)");

      new Publications(side).addTable(slot.name(), TableName.parse("later"));
      var waitedFor = open.ofDatabase();
      assertThat(waitedFor).hasSize(1);
      execute(torn, "INSERT INTO later VALUES (2)");
      assertThat(open.ofDatabase()).isEqualTo(waitedFor);
      torn.commit();
      assertThat(open.ofDatabase()).doesNotContainAnyElementsOf(waitedFor);
      Timestamp since = WalPosition.insert(side);
      database.execute("INSERT INTO later VALUES (3), (4)");

      var changes = new RecordedChanges();
      try (var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
        Source.catchUp(database, stream, changes);
      }
      assertThat(changes.transactions().getFirst().changes())
          .as("the transaction that was open comes in part")
          .doesNotContain("insert later [1]");
      assertThat(changes.transactions().getFirst().at()).isLessThan(since);
      assertThat(changes.transactions())
          .filteredOn(t -> !t.at().isBefore(since))
          .extracting(RecordedChanges.Transaction::changes)
          .containsExactly(List.of("insert later [3]", "insert later [4]"));
    }
  }

  private Connection transaction() throws SQLException {
    var session = database.connect();
    session.setAutoCommit(false);
    return session;
  }

  private static void execute(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
  }
}
