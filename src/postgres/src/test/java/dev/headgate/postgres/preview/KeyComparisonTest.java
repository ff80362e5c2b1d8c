package dev.headgate.postgres.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.Server;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.KeyDifference.Reason;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.postgres.Database;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.catalog.Catalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyComparisonTest {

  private static final PreviewLimits LIMITS = PreviewLimits.DEFAULT;

  private Database database;

  @BeforeEach
  void create() throws SQLException {
    database = Database.create();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void staleMissingAndOrphanKeysAreCountedAndNamed() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY, tier text)",
        "CREATE TABLE new (id int PRIMARY KEY, tier text)",
        "INSERT INTO old VALUES (1, 'std'), (2, 'std'), (3, 'std'), (4, 'std'), (5, 'std')",
        "INSERT INTO new VALUES (1, 'std'), (2, 'gold'), (3, NULL), (6, 'std')");

    var counted = counted(compare("old", "new", "id", "tier"));

    assertThat(counted.isExact()).isTrue();
    assertThat(counted.compared()).isEqualTo(6);
    assertThat(counted.matched()).isEqualTo(3);
    assertThat(counted.stale().count()).isEqualTo(2);
    assertThat(counted.stale().samples()).containsExactlyInAnyOrder("(id=2)", "(id=3)");
    assertThat(counted.missing()).isEqualTo(new Keys(1, List.of("(id=6)")));
    assertThat(counted.orphan().samples()).containsExactlyInAnyOrder("(id=4)", "(id=5)");
  }

  @Test
  void emptyTablesHaveNoDifference() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY, tier text)",
        "CREATE TABLE new (id int PRIMARY KEY, tier text)");

    assertThat(compare("old", "new", "id", "tier"))
        .isEqualTo(new Counted(1, 0, Keys.NONE, Keys.NONE, Keys.NONE));
  }

  @Test
  void againstAnEmptyTableAllKeysAreOrphans() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY)",
        "CREATE TABLE new (id int PRIMARY KEY)",
        "INSERT INTO old SELECT generate_series(1, 100)");

    var counted = counted(compare("old", "new", "id"));

    assertThat(counted.orphan().count()).isEqualTo(100);
    assertThat(counted.orphan().samples()).hasSize(LIMITS.samples());
    assertThat(counted.missing()).isEqualTo(Keys.NONE);
  }

  @Test
  void columnsAreComparedByTheirNamesInTheRelations() throws Exception {
    database.execute(
        "CREATE TABLE old (a int PRIMARY KEY, b text, c text)",
        "CREATE TABLE new (c text, b text, x int PRIMARY KEY)",
        "INSERT INTO old VALUES (1, 'one', 'eins'), (2, 'two', 'zwei')",
        "INSERT INTO new VALUES ('one', 'eins', 1), ('TWO', 'zwei', 2)");

    var counted =
        counted(
            new KeyComparison(sessions(), LIMITS)
                .compare(
                    plan(
                        "old",
                        List.of("id"),
                        new Column("id", "a"),
                        new Column("name", "b"),
                        new Column("german", "c")),
                    plan(
                        "new",
                        List.of("id"),
                        new Column("german", "b"),
                        new Column("id", "x"),
                        new Column("name", "c"))));

    assertThat(counted.stale()).isEqualTo(new Keys(1, List.of("(id=2)")));
    assertThat(counted.matched()).isEqualTo(2);
  }

  @Test
  void twoRelationsOverOneTableAreCompared() throws Exception {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, net int, gross int)",
        "INSERT INTO t VALUES (1, 10, 10), (2, 10, 12)");

    var counted =
        counted(
            new KeyComparison(sessions(), LIMITS)
                .compare(
                    plan("t", List.of("id"), Column.same("id"), new Column("price", "net")),
                    plan("t", List.of("id"), Column.same("id"), new Column("price", "gross"))));

    assertThat(counted.stale()).isEqualTo(new Keys(1, List.of("(id=2)")));
  }

  @Test
  void aColumnThatOnlyOneRelationHasIsNotCompared() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY, note text)",
        "CREATE TABLE new (id int PRIMARY KEY, tier text)",
        "INSERT INTO old VALUES (1, 'a')",
        "INSERT INTO new VALUES (1, 'b')");

    var counted =
        counted(
            new KeyComparison(sessions(), LIMITS)
                .compare(
                    plan("old", List.of("id"), Column.same("id"), Column.same("note")),
                    plan("new", List.of("id"), Column.same("id"), Column.same("tier"))));

    assertThat(counted).isEqualTo(new Counted(1, 1, Keys.NONE, Keys.NONE, Keys.NONE));
  }

  @Test
  void aKeyOfSeveralColumnsIsOneKey() throws Exception {
    database.execute(
        "CREATE TABLE old (region text, id int, v text, PRIMARY KEY (region, id))",
        "CREATE TABLE new (region text, id int, v text, PRIMARY KEY (region, id))",
        "INSERT INTO old VALUES ('eu', 1, 'a'), ('us', 1, 'a')",
        "INSERT INTO new VALUES ('eu', 1, 'a'), ('us', 1, 'b'), ('us', 2, 'a')");

    var columns = new Column[] {Column.same("region"), Column.same("id"), Column.same("v")};
    var key = List.of("id", "region");
    var counted =
        counted(
            new KeyComparison(sessions(), LIMITS)
                .compare(plan("old", key, columns), plan("new", key, columns)));

    assertThat(counted.stale()).isEqualTo(new Keys(1, List.of("(id=1, region=us)")));
    assertThat(counted.missing()).isEqualTo(new Keys(1, List.of("(id=2, region=us)")));
    assertThat(counted.orphan()).isEqualTo(Keys.NONE);
  }

  @Test
  void namesThatNeedQuotesAreQuoted() throws Exception {
    database.execute(
        "CREATE SCHEMA \"My \"\"shop\"\"\"",
        "CREATE TABLE \"My \"\"shop\"\"\".\"Old; --\" (\"Id %\" int PRIMARY KEY, \"select\" text)",
        "CREATE TABLE new (id int PRIMARY KEY, \"a'b\" text)",
        "INSERT INTO \"My \"\"shop\"\"\".\"Old; --\" VALUES (1, 'x')",
        "INSERT INTO new VALUES (1, 'y')");

    var counted =
        counted(
            new KeyComparison(sessions(), LIMITS)
                .compare(
                    plan(
                        new TableName("My \"shop\"", "Old; --"),
                        List.of("The \"id\""),
                        new Column("The \"id\"", "Id %"),
                        new Column("v'", "select")),
                    plan(
                        TableName.parse("new"),
                        List.of("The \"id\""),
                        new Column("The \"id\"", "id"),
                        new Column("v'", "a'b"))));

    assertThat(counted.stale()).isEqualTo(new Keys(1, List.of("(The \"id\"=1)")));
  }

  @Test
  void keysAreTheSameIfTheyAreWrittenAsTheSameBytes() throws Exception {
    database.execute(
        "CREATE TABLE old (id numeric PRIMARY KEY)",
        "CREATE TABLE new (id numeric PRIMARY KEY)",
        "INSERT INTO old VALUES (1.0), (10), (2)",
        "INSERT INTO new VALUES (1.00), (10.0), (2.01)");

    var counted = counted(compare("old", "new", "id"));

    assertThat(counted.matched()).isEqualTo(2);
    assertThat(counted.missing().samples()).containsExactly("(id=2.01)");
    assertThat(counted.orphan().samples()).containsExactly("(id=2)");
  }

  /** Each pair is told apart exactly if the bytes of its two Avro values are not the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          numeric                | 1.0                      | 1.00                     | same
          numeric                | 100                      | 100.01                   | differs
          numeric(10,2)          | 7                        | 7.00                     | same
          numeric                | NULL                     | 0                        | differs
          text                   | NULL                     | NULL                     | same
          text                   | NULL                     | ''                       | differs
          text                   | 'a'                      | 'A'                      | differs
          text COLLATE blind     | 'a'                      | 'A'                      | differs
          text                   | 'a'                      | 'a '                     | differs
          char(3)                | 'a'                      | 'a  '                    | same
          float8                 | 0                        | '-0'                     | differs
          float8                 | 0.1                      | 0.1000000000000000055    | same
          float8                 | 0.3                      | 0.1::float8 + 0.2        | differs
          float8                 | 'NaN'                    | 'NaN'                    | same
          float4                 | 1.5                      | 1.50                     | same
          json                   | '{"a":1}'                | '{"a": 1}'               | differs
          jsonb                  | '{"a":1,"b":2}'          | '{"b": 2, "a": 1}'       | same
          bytea                  | '\\x00ff'                | '\\x00FF'                | same
          bytea                  | '\\x00'                  | '\\x0000'                | differs
          timestamptz            | '2024-01-01 12:00+00'    | '2024-01-01 14:00+02'    | same
          timestamp              | '2024-01-01 12:00'       | '2024-01-01 12:00:00.0'  | same
          timestamp              | '2024-01-01 12:00'       | '2024-01-01 12:00:00.001'| differs
          time                   | '12:00'                  | '12:00:00.000001'        | differs
          date                   | 'infinity'               | 'infinity'               | same
          date                   | '2024-01-01'             | '2024-01-02'             | differs
          uuid                   | 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | same
          boolean                | 't'                      | 'yes'                    | same
          boolean                | true                     | false                    | differs
          bigint                 | 9007199254740993         | 9007199254740992         | differs
          """)
  void valuesOfOneTypeAreComparedAsTheyAreWritten(
      String type, String old, String next, String verdict) throws Exception {
    assertThat(areStale(type, old, type, next)).isEqualTo(verdict.equals("differs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          integer      | 5                     | bigint       | 5                     | same
          integer      | 5                     | numeric(5,2) | 5.00                  | same
          integer      | 5                     | text         | '5'                   | same
          integer      | 5                     | text         | '05'                  | differs
          numeric      | 1.50                  | numeric(5,1) | 1.5                   | same
          float4       | 0.1                   | float8       | 0.1                   | same
          bigint       | 1000000000000000000   | float8       | 1000000000000000000   | differs
          timestamp    | '2024-01-01 12:00'    | timestamptz  | '2024-01-01 14:00+02' | same
          timestamp(3) | '2024-01-01 12:00'    | timestamp(6) | '2024-01-01 12:00'    | same
          char(3)      | 'a'                   | char(4)      | 'a'                   | differs
          json         | '{"a": 1}'            | jsonb        | '{"a":1}'             | same
          varchar(5)   | 'a'                   | text         | 'a'                   | same
          """)
  void valuesOfTwoTypesAreComparedByWhatTheySay(
      String oldType, String old, String newType, String next, String verdict) throws Exception {
    assertThat(areStale(oldType, old, newType, next)).isEqualTo(verdict.equals("differs"));
  }

  @Test
  void aLongKeyIsCutOff() throws Exception {
    database.execute(
        "CREATE TABLE old (id text PRIMARY KEY)",
        "CREATE TABLE new (id text PRIMARY KEY)",
        "INSERT INTO new VALUES (repeat('x', 63) || repeat(U&'\\+01F600', 500))");

    assertThat(counted(compare("old", "new", "id")).missing().samples())
        .containsExactly("(id=" + "x".repeat(63) + "…)");
  }

  @Test
  void ofLargeTablesTheSameKeysOnBothSidesAreComparedAndTheCountsAreEstimates() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY, v int)",
        "CREATE TABLE same (id int PRIMARY KEY, v int)",
        "INSERT INTO old SELECT i, 0 FROM generate_series(1, 20000) i",
        "INSERT INTO same SELECT i, (i % 4 = 0)::int FROM generate_series(1001, 21000) i",
        "ANALYZE old, same");

    var few = new PreviewLimits(LIMITS.timeout(), 1_000, 3);
    var counted = counted(compare(few, "old", "same", "id", "v"));

    assertThat(counted.oneIn()).isEqualTo(20);
    assertThat(counted.isExact()).isFalse();
    assertThat(counted.fraction()).isEqualTo(0.05);
    // Of 21,000 keys 1,050 are expected in the sample, plus or minus about 32.
    assertThat(counted.compared()).isBetween(17_500L, 24_500L);
    assertThat(counted.stale().count()).isBetween(3_000L, 6_500L);
    // A key that is sampled on one side only would be missing or orphan: 19,000 are on both sides.
    assertThat(counted.missing().count()).isBetween(200L, 2_000L);
    assertThat(counted.orphan().count()).isBetween(200L, 2_000L);
    assertThat(counted.missing().samples()).hasSize(3);
    assertThat(compare(few, "old", "same", "id", "v"))
        .as("another look at the same rows")
        .extracting(again -> counted(again).compared(), again -> counted(again).stale().count())
        .containsExactly(counted.compared(), counted.stale().count());
  }

  @Test
  void aTableThatWasNeverAnalyzedIsEstimatedByItsSize() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY) WITH (autovacuum_enabled = off)",
        "CREATE TABLE new (id int PRIMARY KEY) WITH (autovacuum_enabled = off)",
        "INSERT INTO old SELECT generate_series(1, 20000)");

    var few = new PreviewLimits(LIMITS.timeout(), 1_000, 1);

    assertThat(counted(compare(few, "old", "new", "id")).isExact()).isFalse();
  }

  @Test
  void aLockThatIsHeldTooLongIsSaidToBeATimeout() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY)", "CREATE TABLE new (id int PRIMARY KEY)");
    var old = plan("old", List.of("id"), Column.same("id"));
    var next = plan("new", List.of("id"), Column.same("id"));
    var hasty = new PreviewLimits(Duration.ofMillis(200), 1_000, 1);

    try (var other = database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE new IN ACCESS EXCLUSIVE MODE");

      assertThat(notCounted(new KeyComparison(sessions(), hasty).compare(old, next)))
          .isEqualTo(
              new NotCounted(
                  Reason.TIMED_OUT,
                  "Comparing public.old and public.new takes longer than a preview may, 200 ms, or"
                      + " waits for a lock: ERROR: canceling statement due to statement timeout."));
    }
  }

  @Test
  void aRoleThatMayNotReadATableIsTold() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY)",
        "CREATE TABLE new (id int PRIMARY KEY)",
        "CREATE ROLE limited LOGIN",
        "GRANT SELECT ON old TO limited");
    try {
      var comparison = new KeyComparison(sessions("limited"), LIMITS);

      var answer =
          notCounted(
              comparison.compare(
                  plan("old", List.of("id"), Column.same("id")),
                  plan("new", List.of("id"), Column.same("id"))));

      assertThat(answer)
          .isEqualTo(
              new NotCounted(
                  Reason.NOT_ALLOWED,
                  """
                  The Connection's role may not read all rows of public.old and public.new: ERROR: permission denied for table new.
                    Grant it SELECT; where row security is on, also BYPASSRLS.\
                  """));
    } finally {
      database.execute("DROP OWNED BY limited", "DROP ROLE limited");
    }
  }

  @Test
  void rowsThatAPolicyHidesAreNotCountedAsMissing() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY)",
        "CREATE TABLE new (id int PRIMARY KEY)",
        "ALTER TABLE new ENABLE ROW LEVEL SECURITY",
        "CREATE ROLE limited LOGIN",
        "GRANT SELECT ON old, new TO limited");
    try {
      var answer =
          notCounted(
              new KeyComparison(sessions("limited"), LIMITS)
                  .compare(
                      plan("old", List.of("id"), Column.same("id")),
                      plan("new", List.of("id"), Column.same("id"))));

      assertThat(answer.reason()).isEqualTo(Reason.NOT_ALLOWED);
      assertThat(answer.message()).contains("row-level security policy for table \"new\"");
    } finally {
      database.execute("DROP OWNED BY limited", "DROP ROLE limited");
    }
  }

  @Test
  void aTableThatIsGoneIsSaidToBe() throws Exception {
    database.execute(
        "CREATE TABLE old (id int PRIMARY KEY)", "CREATE TABLE new (id int PRIMARY KEY)");
    var old = plan("old", List.of("id"), Column.same("id"));
    var next = plan("new", List.of("id"), Column.same("id"));
    database.execute("DROP TABLE new");

    var answer = notCounted(new KeyComparison(sessions(), LIMITS).compare(old, next));

    assertThat(answer.reason()).isEqualTo(Reason.FAILED);
    assertThat(answer.message()).contains("relation \"public.new\" does not exist");
  }

  private boolean areStale(String oldType, String old, String newType, String next)
      throws SQLException {
    database.execute(
        "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic ="
            + " false)",
        "CREATE TABLE old (id int PRIMARY KEY, v %s)".formatted(oldType),
        "CREATE TABLE new (id int PRIMARY KEY, v %s)".formatted(newType),
        "INSERT INTO old VALUES (1, %s)".formatted(old),
        "INSERT INTO new VALUES (1, %s)".formatted(next));
    var counted = counted(compare("old", "new", "id", "v"));
    assertThat(counted.matched()).isEqualTo(1);
    return counted.stale().count() == 1;
  }

  private KeyDifference compare(String from, String to, String... columns) throws SQLException {
    return compare(LIMITS, from, to, columns);
  }

  /** The first column is the key. */
  private KeyDifference compare(PreviewLimits limits, String from, String to, String... columns)
      throws SQLException {
    var same = Stream.of(columns).map(Column::same).toArray(Column[]::new);
    var key = List.of(columns[0]);
    return new KeyComparison(sessions(), limits)
        .compare(plan(from, key, same), plan(to, key, same));
  }

  private static Counted counted(KeyDifference answer) {
    assertThat(answer).isInstanceOf(Counted.class);
    return (Counted) answer;
  }

  private static NotCounted notCounted(KeyDifference answer) {
    assertThat(answer).isInstanceOf(NotCounted.class);
    return (NotCounted) answer;
  }

  private Sessions sessions() {
    return new Sessions(database.parameters(), "preview");
  }

  private Sessions sessions(String role) throws SQLException {
    return new Sessions(database.parameters(role), "preview");
  }

  private SinkPlan plan(String table, List<String> key, Column... columns) throws SQLException {
    return plan(TableName.parse(table), key, columns);
  }

  private SinkPlan plan(TableName name, List<String> key, Column... columns) throws SQLException {
    try (var session = database.connect()) {
      var catalog = new Catalog(session);
      var table = catalog.table(name).orElseThrow();
      var definition =
          new Definition(
              new Version(1),
              new Relation(name.name(), table.oid(), name, List.of(columns)),
              new SinkSpec("t", OptionalInt.empty(), OptionalInt.empty(), Map.of(), key, true),
              new Connections(
                  new Connections.Kafka("kafka:9092", Map.of(), "progress", "", false),
                  new Connections.SchemaRegistry("http://registry", Optional.empty()),
                  database.parameters()));
      var planning =
          Planner.plan(
              definition, Optional.of(table), new Server(catalog.server().versionNum(), "logical"));
      assertThat(planning).isInstanceOf(Planning.Planned.class);
      return ((Planning.Planned) planning).plan();
    }
  }
}
