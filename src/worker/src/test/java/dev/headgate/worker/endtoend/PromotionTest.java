package dev.headgate.worker.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Promotion;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A cutover that waits for a person. */
class PromotionTest extends EndToEnd {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Of 8 MiB each. */
  private static final int MESSAGES = 128;

  private static final long MEGABYTE = 1 << 20;

  PromotionTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void whileItWaitsOneGigabyteOfWalIsHeldBackNoMoreThanWithoutACutover() throws Exception {
    var sink = sink();
    fill(sink, 41);
    sink.start(sink.matview(Tables.MATVIEW_1));
    var second = sink.matview(Tables.MATVIEW_2);

    awaitPromotion(sink, second);
    writeWal(sink);

    // Without a cutover it is what was written since the slot last stood at a checkpoint.
    await("the slot lets go of the WAL")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> heldBack(sink) < 64 * MEGABYTE);

    // The oracle is not asked: its decoder would print the gigabyte.
    sink.operator().want(second, sink.operator().policy().withPromotion(promoted(sink)));
    sink.untilCutOverTo(second);
  }

  private static void awaitPromotion(SinkUnderTest sink, Relation to) {
    sink.operator().want(to, sink.operator().policy().withPromotion(new Promotion.Manual("")));
    sink.operator()
        .until(
            "the cutover waits for a person",
            LIMIT,
            () ->
                sink.worker()
                    .observed()
                    .flatMap(Observed::cutover)
                    .filter(c -> c.step() == CutoverStep.AWAITING_PROMOTION)
                    .isPresent());
  }

  private static Promotion promoted(SinkUnderTest sink) {
    return new Promotion.Manual(sink.operator().attempt().orElseThrow().id().value());
  }

  private static void writeWal(SinkUnderTest sink) throws SQLException {
    sink.database()
        .execute(
            "SELECT count(pg_logical_emit_message(false, 'test', repeat('x', 8388608)))"
                + " FROM generate_series(1, %d)".formatted(MESSAGES));
  }

  /** What the slot keeps; a checkpoint first, as the slot moves on only where one was written. */
  private static long heldBack(SinkUnderTest sink) throws SQLException {
    sink.operator().reconcile();
    sink.database().execute("CHECKPOINT");
    return Long.parseLong(
        sink.database()
            .ask(
                "SELECT (pg_current_wal_insert_lsn() - restart_lsn)::bigint FROM"
                    + " pg_replication_slots WHERE slot_name LIKE 'headgate%' AND database ="
                    + " current_database()"));
  }
}
