package dev.headgate.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.headgate.dataflow.relation.Table.ReplicaIdentity;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarriedCheckTest {

  private static final TableName ORDERS = TableName.parse("orders");

  private Database database;
  private Connection session;
  private String slot;
  private CarriedTable orders;

  @BeforeEach
  void carryATable() throws SQLException {
    database = Database.create();
    session = database.connect();
    database.execute(
        "CREATE TABLE orders (id int PRIMARY KEY, note text, unused int)",
        "CREATE TABLE other (id int PRIMARY KEY, note text, unused int)",
        "CREATE PUBLICATION pub FOR TABLE orders, other");
    slot = "carried_" + database.value("SELECT current_database()");
    database.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
    orders =
        CarriedTable.of(new Catalog(session).table(ORDERS).orElseThrow(), Set.of("id", "note"));
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    database.close();
  }

  @Test
  void nothingIsReportedWhileAllIsAsExpected() throws SQLException {
    database.execute(
        "ALTER TABLE orders ADD COLUMN more int",
        "ALTER TABLE orders DROP COLUMN unused",
        "INSERT INTO orders VALUES (1, 'a')");

    assertThat(changes()).isEmpty();
  }

  @Test
  void aDroppedTableIsFound() throws SQLException {
    database.execute("DROP TABLE orders");

    assertThat(changes()).containsExactly(new CarriedChange.Dropped(ORDERS, orders.oid()));
  }

  @Test
  void aTableReplacedUnderItsNameIsFound() throws SQLException {
    database.execute("DROP TABLE orders", "CREATE TABLE orders (id int PRIMARY KEY, note text)");
    long newOid = new Catalog(session).table(ORDERS).orElseThrow().oid();

    assertThat(changes()).containsExactly(new CarriedChange.Replaced(ORDERS, orders.oid(), newOid));
  }

  @Test
  void aSwapOfNamesIsFound() throws SQLException {
    database.execute(
        "ALTER TABLE orders RENAME TO swap",
        "ALTER TABLE other RENAME TO orders",
        "ALTER TABLE swap RENAME TO other");

    assertThat(changes())
        .containsExactly(
            new CarriedChange.Renamed(ORDERS, orders.oid(), TableName.parse("public.other")));
  }

  @Test
  void aDroppedPrimaryKeyIsFound() throws SQLException {
    database.execute("ALTER TABLE orders DROP CONSTRAINT orders_pkey");

    assertThat(changes())
        .containsExactly(
            new CarriedChange.IdentityChanged(
                ORDERS, new ReplicaIdentity.Key(Set.of("id")), new ReplicaIdentity.None()));
  }

  @Test
  void aUsedColumnThatIsGoneOrOfAnotherTypeIsFound() throws SQLException {
    database.execute("ALTER TABLE orders ALTER COLUMN note TYPE varchar(5)");

    assertThat(changes())
        .containsExactly(
            new CarriedChange.ColumnRetyped(ORDERS, "note", "text", "character varying(5)"));

    database.execute("ALTER TABLE orders RENAME COLUMN note TO remark");

    assertThat(changes()).containsExactly(new CarriedChange.ColumnGone(ORDERS, "note"));
  }

  @Test
  void aTableTakenOutOfThePublicationIsFound() throws SQLException {
    database.execute("ALTER PUBLICATION pub DROP TABLE orders");

    assertThat(changes()).containsExactly(new CarriedChange.NotPublished(ORDERS, "pub"));
  }

  @Test
  void aRowFilterOrColumnListIsFound() throws SQLException {
    database.execute("ALTER PUBLICATION pub SET TABLE orders WHERE (id > 5)");
    assertThat(changes()).containsExactly(new CarriedChange.Filtered(ORDERS, "pub", true, false));

    database.execute("ALTER PUBLICATION pub SET TABLE orders (id, note)");
    assertThat(changes()).containsExactly(new CarriedChange.Filtered(ORDERS, "pub", false, true));
  }

  @Test
  void anOperationNoLongerPublishedIsFound() throws SQLException {
    database.execute("ALTER PUBLICATION pub SET (publish = 'insert, update')");

    assertThat(changes()).containsExactly(new CarriedChange.PublishesLess("pub", "insert, update"));
  }

  @Test
  void aMissingPublicationIsFoundOnce() throws SQLException {
    database.execute("DROP PUBLICATION pub");

    assertThat(changes()).containsExactly(new CarriedChange.PublicationGone("pub"));
  }

  @Test
  void aPublicationOfAllTablesCarriesThem() throws SQLException {
    database.execute("DROP PUBLICATION pub", "CREATE PUBLICATION pub FOR ALL TABLES");

    assertThat(changes()).isEmpty();
  }

  @Test
  void aMissingSlotIsFound() throws SQLException {
    database.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot));

    assertThat(changes()).containsExactly(new CarriedChange.SlotGone(slot));
  }

  @Test
  void ofTablesKnownByTheirOidAloneThoseNoLongerPublishedWholeAreLost() throws SQLException {
    long other = new Catalog(session).table(TableName.parse("other")).orElseThrow().oid();
    var check = new CarriedCheck(session);
    assertThat(check.lost("pub", Set.of(orders.oid(), other))).isEmpty();

    database.execute("ALTER PUBLICATION pub DROP TABLE orders", "DROP TABLE other");

    assertThat(check.lost("pub", Set.of(orders.oid(), other)))
        .containsOnly(
            entry(orders.oid(), "table public.orders was taken out of publication pub"),
            entry(other, "the table with OID %d was dropped".formatted(other)));
  }

  private List<CarriedChange> changes() throws SQLException {
    return new CarriedCheck(session).changes("pub", slot, List.of(orders));
  }
}
