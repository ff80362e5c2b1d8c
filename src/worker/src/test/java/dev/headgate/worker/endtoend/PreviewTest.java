package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Promotion;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a cutover would come to is found out before, shown, and held against limits. */
class PreviewTest extends EndToEnd {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  PreviewTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void whoIsToPromoteACutoverSeesWhatItWouldComeTo() throws Exception {
    var sink = started();
    sink.database().execute(row(Tables.MATVIEW_1, 900_001), row(Tables.MATVIEW_2, 900_002));

    var second = sink.matview(Tables.MATVIEW_2);
    var manual = sink.operator().policy().withPromotion(new Promotion.Manual(""));
    sink.operator().want(second, manual);
    var preview = until(sink, "the preview is shown", p -> true);

    assertThat(preview.schema().isEmpty()).isTrue();
    assertThat(preview.registry()).hasSize(2);
    var keys = (Counted) preview.keys();
    assertThat(keys.stale().count()).isEqualTo(100);
    assertThat(keys.missing()).isEqualTo(new Keys(1, List.of("(key_col=900002)")));
    assertThat(keys.orphan()).isEqualTo(new Keys(1, List.of("(key_col=900001)")));

    sink.database().execute("DELETE FROM matview_2 WHERE key_col = 900002");
    sink.operator()
        .want(
            second,
            manual.withTerms(
                new Terms(Mode.FORWARD, manual.terms().schemaCheck(), manual.terms().limits(), 1)));
    until(sink, "it is made anew", p -> ((Counted) p.keys()).missing().count() == 0);
  }

  @Test
  void contentsFurtherApartThanAllowedFailTheCutoverWithTheNumbers() throws Exception {
    var sink = started();
    sink.database().execute(row(Tables.MATVIEW_1, 900_001));
    var noOrphan =
        Terms.DEFAULT.withLimits(
            new KeyLimits(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(0)));

    var second = sink.matview(Tables.MATVIEW_2);
    sink.operator().want(second, sink.operator().policy().withTerms(noOrphan));
    sink.operator().until("the cutover fails", LIMIT, () -> failure(sink, second).isPresent());

    assertThat(failure(sink, second).orElseThrow())
        .isEqualTo("1 of 101 keys are orphan, such as (key_col=900001), and maxOrphanKeys is 0");
    sink.settle();
    assertThat(sink.operator().record().orElseThrow().version().number()).isEqualTo(1);

    sink.database().execute("DELETE FROM matview_1 WHERE key_col = 900001");
    var again = CutoverPolicy.automatic(1, Optional.empty()).withTerms(noOrphan);
    sink.operator().want(second, again);
    sink.untilCutOverTo(second);
    sink.settle();
    sink.requireExact();
  }

  private SinkUnderTest started() throws SQLException {
    var sink = sink();
    sink.database()
        .execute("INSERT INTO orders SELECT i, i, 'made', now() FROM generate_series(1, 100) i");
    sink.start(sink.matview(Tables.MATVIEW_1));
    return sink;
  }

  private static String row(String table, long key) {
    return "INSERT INTO %s VALUES (%d, 'std', 1, 'alone', now())".formatted(table, key);
  }

  private static Preview until(SinkUnderTest sink, String what, Predicate<Preview> condition) {
    sink.operator().until(what, LIMIT, () -> shown(sink).filter(condition).isPresent());
    return shown(sink).orElseThrow();
  }

  private static Optional<Preview> shown(SinkUnderTest sink) {
    return sink.worker().observed().flatMap(Observed::cutover).flatMap(Observed.Cutover::preview);
  }

  private static Optional<String> failure(SinkUnderTest sink, Relation to) {
    return sink.operator()
        .attempt()
        .filter(a -> a.to().equals(to))
        .map(a -> a.fate())
        .filter(f -> f instanceof Fate.Ended ended && ended.outcome() == Outcome.FAILED)
        .map(f -> ((Fate.Ended) f).message());
  }
}
