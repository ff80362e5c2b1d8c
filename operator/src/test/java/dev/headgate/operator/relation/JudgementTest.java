package dev.headgate.operator.relation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.operator.status.Resolved;
import dev.headgate.postgres.catalog.Server;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgementTest {

  private static final Domain SHOP = new Domain("7100", 16384);
  private static final TableName ORDERS = new TableName("public", "orders");
  private static final PinnedRelation PIN =
      Pins.pinned(new Relation("matview-1", 16400, ORDERS, List.of(Column.same("id"))), SHOP);

  @Test
  void aServerWithoutLogicalDecodingIsNotReadyWhateverTheTable() {
    assertThat(Judgement.of(unpinned(), facts(170011, "replica", Optional.empty())))
        .isEqualTo(
            Resolved.missing(
                "ServerNotReady",
                """
                The server's changes cannot be read: wal_level is replica, logical decoding needs logical.
                  Run ALTER SYSTEM SET wal_level = logical, and restart the server.
                Relation matview-1 cannot be read: there is no table public.orders, or the role may not see its schema.
                  Create the table, or grant USAGE on schema public to the role.\
                """));
  }

  @Test
  void aServerWhoseReleaseLosesChangesIsNotReady() {
    assertThat(Judgement.of(pinned(), facts(160008, "logical", Optional.of(view(16400)))))
        .isInstanceOfSatisfying(
            Resolved.Missing.class,
            missing -> assertThat(missing.reason()).isEqualTo("ServerNotReady"));
  }

  @Test
  void aViewInThePlaceOfThePinnedTableIsAReplacement() {
    assertThat(Judgement.of(pinned(), facts(170011, "logical", Optional.of(view(16500)))))
        .isInstanceOfSatisfying(
            Resolved.Missing.class,
            missing -> assertThat(missing.reason()).isEqualTo("TableReplaced"));
  }

  private static Wanted unpinned() {
    return new Wanted("matview-1", ORDERS, Optional.empty(), Optional.empty());
  }

  private static Wanted pinned() {
    return new Wanted(
        "matview-1", ORDERS, Optional.of(List.of(Column.same("id"))), Optional.of(PIN));
  }

  private static Facts facts(int version, String walLevel, Optional<Table> table) {
    var database =
        new Database(
            "shop",
            new Connections.Postgres(
                "db", 5432, "shop", new Connections.Credentials("headgate", "secret")));
    var server = new Server(version, walLevel, 10, 10, 10, 10, false, "headgate", true, true);
    return new Facts(database, server, SHOP, table);
  }

  private static Table view(long oid) {
    return new Table(
        oid, ORDERS, Table.Kind.VIEW, List.of(), new Table.ReplicaIdentity.None(), List.of());
  }
}
