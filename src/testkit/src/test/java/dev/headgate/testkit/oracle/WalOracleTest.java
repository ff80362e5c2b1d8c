package dev.headgate.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle, on histories made by hand. */
@SharedServers
class WalOracleTest {

  private final TestDatabase database;
  private WalOracle oracle;

  WalOracleTest(PostgresServer server) throws SQLException {
    this.database = TestDatabase.create(server);
  }

  @BeforeEach
  void openOracle() throws SQLException {
    database.execute(
        "CREATE TABLE old (k bigint PRIMARY KEY, v text)",
        "CREATE TABLE new (k bigint PRIMARY KEY, v text)");
    oracle = WalOracle.open(database.server(), database.name());
  }

  @AfterEach
  void closeOracle() throws SQLException {
    oracle.close();
    database.close();
  }

  @Test
  void eachTouchedKeyIsExpectedOnceInItsFinalState() throws SQLException {
    database.execute(
        "INSERT INTO old VALUES (1, 'a'), (2, 'it''s [x]: y')",
        "UPDATE old SET v = v",
        "INSERT INTO new VALUES (9, 'not shown')",
        "UPDATE old SET k = 3 WHERE k = 1",
        "DO $$ BEGIN INSERT INTO old VALUES (5, 'gone'); DELETE FROM old WHERE k = 5;"
            + " UPDATE old SET v = 'b' WHERE k = 2; UPDATE old SET v = NULL WHERE k = 2; END $$",
        "DELETE FROM old WHERE k = 3");

    var expected = Expected.of(oracle.read(), false, List.of(shown("public.old", 0)));

    assertThat(brief(expected))
        .containsExactly(
            "1=a",
            "2=it's [x]: y",
            "1=a",
            "2=it's [x]: y",
            "1 gone",
            "3=a",
            "5 gone",
            "2=null",
            "3 gone");
  }

  @Test
  void theNewTableIsExpectedFromTheCutoverTimestampOn() throws SQLException {
    database.execute("INSERT INTO old VALUES (1, 'old')", "INSERT INTO new VALUES (1, 'unseen')");
    long at = endOfLastCommit();
    database.execute("UPDATE old SET v = 'unseen'", "UPDATE new SET v = 'new'");

    var expected =
        Expected.of(oracle.read(), false, List.of(shown("public.old", 0), shown("public.new", at)));

    assertThat(brief(expected)).containsExactly("1=old", "1=new");
    assertThat(expected.messages().getLast().notBefore()).isGreaterThanOrEqualTo(at);
  }

  @Test
  void aSnapshotIsExpectedAtItsTimestampWithoutWhatWasDeleted() throws SQLException {
    database.execute(
        "INSERT INTO old VALUES (1, 'a'), (2, 'b'), (3, 'c')", "DELETE FROM old WHERE k = 2");
    long at = endOfLastCommit();
    database.execute("DELETE FROM old WHERE k = 3");

    var expected = Expected.of(oracle.read(), true, List.of(shown("public.old", at)));

    assertThat(brief(expected)).containsExactly("1=a", "3=c", "3 gone");
    assertThat(expected.messages())
        .extracting(Expected.Message::notBefore, Expected.Message::before)
        .startsWith(tuple(at, at + 1), tuple(at, at + 1));
  }

  @Test
  void whatWasRolledBackIsNotExpectedAndWhatWasPreparedIsOnceItIsCommitted() throws SQLException {
    try (var connection = database.server().connect(database.name());
        var statement = connection.createStatement()) {
      statement.execute("BEGIN; INSERT INTO old VALUES (1, 'rolled back'); ROLLBACK");
      statement.execute("BEGIN; INSERT INTO old VALUES (2, 'prepared')");
      statement.execute("PREPARE TRANSACTION '%s'".formatted(database.name()));
      statement.execute("INSERT INTO old VALUES (3, 'between')");
      statement.execute("COMMIT PREPARED '%s'".formatted(database.name()));
      statement.execute(
          "BEGIN; INSERT INTO old VALUES (4, 'kept'); SAVEPOINT s;"
              + " INSERT INTO old VALUES (5, 'to the savepoint'); ROLLBACK TO s; COMMIT");
    }

    var expected = Expected.of(oracle.read(), false, List.of(shown("public.old", 0)));

    assertThat(brief(expected)).containsExactly("3=between", "2=prepared", "4=kept");
  }

  @Test
  void valuesComeAsJavas() throws SQLException {
    database.execute(
        "CREATE TABLE types (\"K k\" int PRIMARY KEY, n numeric(10,2), b boolean, d date, t time,"
            + " z timestamptz, x bytea, f float8, c char(3))",
        "INSERT INTO types VALUES (1, 12.50, true, '2024-02-29', '12:34:56.789',"
            + " '2024-01-01 12:00:00.000001+02', '\\xC0FFEE', 1.5, 'a')");

    var row = oracle.read().transactions().getLast().changes().getFirst().row().orElseThrow();

    assertThat(row)
        .containsEntry("K k", 1L)
        .containsEntry("n", new BigDecimal("12.5"))
        .containsEntry("b", true)
        .containsEntry("d", LocalDate.of(2024, 2, 29))
        .containsEntry("t", LocalTime.parse("12:34:56.789"))
        .containsEntry("z", Instant.parse("2024-01-01T10:00:00.000001Z"))
        .containsEntry("x", "\\xc0ffee")
        .containsEntry("f", 1.5)
        .containsEntry("c", "a  ");
  }

  @Test
  void theLoadsHistoryLeadsToWhatItsTablesHold() throws SQLException {
    Tables.create(database.server(), database.name());
    var load = Load.start(database.server(), database.name(), Load.Shape.usual(42).atOnce(400));

    load.join();

    var history = oracle.read();
    for (String table : List.of("orders", "matview_1", "matview_2")) {
      var rows = new HashMap<Object, Map<String, Object>>();
      for (var message :
          Expected.of(history, false, List.of(shownAs("public." + table, "key_col", "note")))
              .messages()) {
        message
            .value()
            .ifPresentOrElse(
                row -> rows.put(row.get("key_col"), row),
                () -> rows.remove(message.key().get("key_col")));
      }
      assertThat(rows).as(table).isNotEmpty().isEqualTo(contents(table));
    }
  }

  @Test
  void oneMessageTooFewOrTooManyOfARealHistoryIsNoticed() throws SQLException {
    Tables.create(database.server(), database.name());
    Load.start(database.server(), database.name(), Load.Shape.usual(43).atOnce(100)).join();
    var expected =
        Expected.of(
            oracle.read(), false, List.of(shownAs("public.matview_1", "key_col", "amount")));
    var perfect = new ArrayList<TopicContents.Message>();
    for (var due : expected.messages()) {
      perfect.add(
          new TopicContents.Message(0, perfect.size(), due.before() - 1, due.key(), due.value()));
    }
    var dropped = new ArrayList<>(perfect);
    dropped.remove(perfect.size() / 2);
    var doubled = new ArrayList<>(perfect);
    doubled.add(perfect.size() / 2, perfect.get(perfect.size() / 2));

    assertThat(Verdict.compare(expected, new TopicContents(perfect)).differences()).isEmpty();
    assertThat(Verdict.compare(expected, new TopicContents(dropped)).differences()).hasSize(1);
    assertThat(Verdict.compare(expected, new TopicContents(doubled)).differences()).hasSize(1);
  }

  private Map<Object, Map<String, Object>> contents(String table) throws SQLException {
    var rows = new HashMap<Object, Map<String, Object>>();
    try (var connection = database.server().connect(database.name());
        var statement = connection.createStatement();
        var found = statement.executeQuery("SELECT key_col, note FROM " + table)) {
      while (found.next()) {
        var row = new LinkedHashMap<String, Object>();
        row.put("key_col", found.getLong(1));
        row.put("note", found.getString(2));
        rows.put(found.getLong(1), row);
      }
    }
    return rows;
  }

  @Test
  void readOnEachTransactionIsToldOnceAndThePiecesAreTheWhole() throws SQLException {
    database.execute("INSERT INTO old VALUES (1, 'a')", "UPDATE old SET v = 'b'");
    var whole = oracle.read();
    long firstEnd = whole.transactions().getFirst().end();

    var pieces = new ArrayList<>(oracle.readOn(firstEnd).transactions());
    assertThat(pieces).hasSize(1);
    assertThat(oracle.readOn(firstEnd).transactions()).isEmpty();
    pieces.addAll(oracle.readOn(database.walPosition()).transactions());

    assertThat(pieces).isEqualTo(whole.transactions());
    assertThat(oracle.read().transactions()).isEmpty();
  }

  @Test
  void whatACrashedServerRemembersAgainIsNotToldAgain() throws SQLException {
    try (var own = PostgresServer.launch();
        var there = TestDatabase.create(own);
        var oracleThere = WalOracle.open(own, there.name())) {
      there.execute("CREATE TABLE old (k bigint PRIMARY KEY)", "INSERT INTO old VALUES (1)");
      assertThat(oracleThere.readOn(there.walPosition()).transactions()).isNotEmpty();

      own.crash();
      own.start();
      there.execute("INSERT INTO old VALUES (2)");

      assertThat(oracleThere.readOn(there.walPosition()).transactions()).hasSize(1);
    }
  }

  private long endOfLastCommit() throws SQLException {
    return oracle.read().transactions().getLast().end();
  }

  private static Expected.Shown shown(String table, long at) {
    var columns = new LinkedHashMap<String, String>();
    columns.put("k", "k");
    columns.put("v", "v");
    return new Expected.Shown(table, columns, List.of("k"), at);
  }

  private static Expected.Shown shownAs(String table, String key, String other) {
    var columns = new LinkedHashMap<String, String>();
    columns.put(key, key);
    columns.put(other, other);
    return new Expected.Shown(table, columns, List.of(key), 0);
  }

  private static List<String> brief(Expected expected) {
    var brief = new ArrayList<String>();
    for (var message : expected.messages()) {
      Optional<Object> value = message.value().map(row -> "=" + row.get("v"));
      brief.add(message.key().get("k") + value.map(Object::toString).orElse(" gone"));
    }
    return brief;
  }
}
