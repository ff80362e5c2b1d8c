package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One relation, from its start on, whatever befalls the worker. */
class StreamingTest extends EndToEnd {

  StreamingTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void snapshotAndChangesUnderLoadAreExact() throws Exception {
    var sink = sink();
    fill(sink, 1);
    var load = load(sink, Load.Shape.usual(2));

    sink.start(sink.matview(Tables.MATVIEW_1));
    load.awaitMore(500);
    load.stop();
    sink.settle();

    sink.requireExact();
    long start = sink.progress().flows().getFirst().at();
    assertThat(sink.topic().messages())
        .anyMatch(message -> message.at() == start)
        .anyMatch(message -> message.at() > start);
  }

  @Test
  void withoutASnapshotOnlyChangesFlow() throws Exception {
    var sink = sink(false);
    fill(sink, 3);

    sink.start(sink.matview(Tables.MATVIEW_1));
    var load = load(sink, Load.Shape.usual(4));
    load.awaitMore(200);
    load.stop();
    sink.settle();

    sink.requireExact();
  }

  @Test
  void killsAtRandomMomentsLoseAndDoubleNothing() throws Exception {
    var random = new SplittableRandom(5);
    var sink = sink();
    fill(sink, 6);
    var load = load(sink, Load.Shape.usual(7));
    sink.start(sink.matview(Tables.MATVIEW_1));

    for (int kill = 0; kill < 5; kill++) {
      load.awaitMore(random.nextLong(10, 150));
      sink.worker().kill();
      sink.worker().start();
      sink.untilStreaming();
    }
    load.stop();
    sink.settle();

    sink.requireExact();
    assertThat(sink.progress().records())
        .extracting(ProgressTrace.Entry::incarnation)
        .as("every worker wrote its name")
        .satisfies(names -> assertThat(names.stream().distinct()).hasSizeGreaterThanOrEqualTo(6));
  }

  @Test
  void aKillDuringTheSnapshotStartsItOver() throws Exception {
    var sink = sink();
    fill(sink, 8);
    var first = sink.matview(Tables.MATVIEW_1);
    sink.beginToStart(first);
    sink.worker().kill();

    sink.worker().start();
    sink.untilStreaming();
    sink.settle();

    sink.requireExact();
  }

  @Test
  void aWorkerThatIsStoppedLeavesOffWhereTheNextGoesOn() throws Exception {
    var sink = sink();
    var load = load(sink, Load.Shape.usual(9));
    sink.start(sink.matview(Tables.MATVIEW_1));
    load.awaitMore(50);

    sink.worker().stop();
    load.awaitMore(50);
    sink.worker().start();
    load.stop();
    sink.settle();

    sink.requireExact();
  }

  @Test
  void valuesOfAllTypesArriveAsTheyAre() throws Exception {
    var sink = sink();
    sink.database()
        .execute(
            """
            CREATE TABLE typed (key_col uuid PRIMARY KEY, b boolean, i2 smallint, i4 int, i8 bigint,
              f4 real, f8 double precision, n numeric, n2 numeric(12,2), t text, v varchar(8),
              c char(3), d date, tm time, ts timestamp, ts3 timestamp(3), tz timestamptz,
              x bytea, j json, jb jsonb)
            """,
            """
            INSERT INTO typed VALUES (gen_random_uuid(), true, -32768, -2147483648,
              -9223372036854775808, 'NaN', '-Infinity', -0.000000001, -12.30, '', 'žluť', 'ab',
              '1969-12-31', '23:59:59.999999', '1999-12-31 23:59:59.999999',
              '2001-01-01 00:00:00.123', '2024-02-29 12:00:00.5+02', '\\x00ff', '{"a" : 1}',
              '{"b": [1, null]}')
            """);
    sink.start(
        sink.relation(
            "typed",
            "typed",
            "key_col",
            "b",
            "i2",
            "i4",
            "i8",
            "f4",
            "f8",
            "n",
            "n2",
            "t",
            "renamed=v",
            "c",
            "d",
            "tm",
            "ts",
            "ts3",
            "tz",
            "x",
            "j",
            "jb"));

    sink.database()
        .execute(
            "INSERT INTO typed (key_col) VALUES (gen_random_uuid())",
            "UPDATE typed SET f4 = 0.1, f8 = 1e-300, n = 12345678901234567890.5, n2 = 0,"
                + " t = E'tab\\tand ''quote''\\n', d = '0001-01-01', x = ''");
    sink.settle("INSERT INTO typed (key_col, i8) VALUES (gen_random_uuid(), 9223372036854775807)");

    sink.requireExact();
    assertThat(sink.topic().messages()).hasSize(1 + 1 + 2 + 1);
  }
}
