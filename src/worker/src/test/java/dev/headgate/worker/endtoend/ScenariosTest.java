package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The three ways in which a topic differs from the relation that it was cut over to, as documented
 * for Materialize's {@code ALTER SINK}: here with one key of each.
 */
class ScenariosTest extends EndToEnd {

  private static final long STALE = 1;
  private static final long MISSING = 2;
  private static final long ORPHAN = 3;

  ScenariosTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void goingForwardLeavesAllThreeAndAnUpdateOfAllKeysMendsTwo() throws Exception {
    var sink = started();

    cutOver(sink, Mode.FORWARD);
    settle(sink, 10);
    assertThat(tiers(sink))
        .as("stale value, missing key, orphan key")
        .isEqualTo(Map.of(STALE, "old", ORPHAN, "old", 9L, "old", 10L, "new"));

    sink.settle("UPDATE matview_2 SET key_col = key_col");
    assertThat(tiers(sink))
        .as("mended but for the orphan key, and the last key that only OLD has")
        .isEqualTo(Map.of(STALE, "new", MISSING, "new", ORPHAN, "old", 9L, "old", 10L, "new"));
  }

  @ParameterizedTest
  @EnumSource(names = {"RECONCILE", "REFRESH"})
  void noneOfThemIsLeftWhereTheTopicIsMadeEqual(Mode mode) throws Exception {
    var sink = started();

    cutOver(sink, mode);
    settle(sink, 10);

    assertThat(tiers(sink)).isEqualTo(Map.of(STALE, "new", MISSING, "new", 10L, "new"));
  }

  private SinkUnderTest started() throws SQLException {
    var sink = sink();
    sink.database()
        .execute(
            row(Tables.MATVIEW_1, STALE, "old"),
            row(Tables.MATVIEW_2, STALE, "new"),
            row(Tables.MATVIEW_2, MISSING, "new"),
            row(Tables.MATVIEW_1, ORPHAN, "old"));
    sink.start(sink.matview(Tables.MATVIEW_1));
    sink.settle(row(Tables.MATVIEW_1, 9, "old"));
    return sink;
  }

  private static void cutOver(SinkUnderTest sink, Mode mode) throws SQLException {
    Relation second = sink.matview(Tables.MATVIEW_2);
    sink.operator()
        .want(
            second,
            CutoverPolicy.automatic(0, Optional.empty()).withTerms(Terms.DEFAULT.withMode(mode)));
    sink.untilCutOverTo(second);
  }

  private static void settle(SinkUnderTest sink, long key) throws SQLException {
    sink.settle(row(Tables.MATVIEW_2, key, "new"));
  }

  private static String row(String table, long key, String tier) {
    return "INSERT INTO %s VALUES (%d, '%s', 1, 'x', now())".formatted(table, key, tier);
  }

  /** What the topic holds after compaction. */
  private static Map<Long, String> tiers(SinkUnderTest sink) throws IOException {
    var tiers = new TreeMap<Long, String>();
    for (var message : sink.topic().messages()) {
      long key = ((Number) message.key().get("key_col")).longValue();
      message
          .value()
          .ifPresentOrElse(
              value -> tiers.put(key, value.get("tier").toString()), () -> tiers.remove(key));
    }
    return tiers;
  }
}
