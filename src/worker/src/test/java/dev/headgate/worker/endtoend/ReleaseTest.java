package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A Sink is deleted while no worker of it runs. */
class ReleaseTest extends EndToEnd {

  ReleaseTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void aSinkWhoseWorkerDiedIsGivenBackAndStaysSo() throws Exception {
    var sink = sink();
    fill(sink, 41);
    sink.start(sink.matview(Tables.MATVIEW_1));
    sink.settle();
    var upstream = sink.operator().record().orElseThrow().upstream();
    sink.worker().kill();

    sink.operator().delete();
    sink.operator().reconcile();
    sink.worker().release();

    var dropped = new DroppedRecord(Version.FIRST, sink.uid(), Optional.empty());
    assertThat(leftOf(upstream, sink)).isEqualTo("0 slots, 0 publications");
    assertThat(sink.lastRecord()).isEqualTo(dropped);

    sink.worker().release();

    assertThat(sink.lastRecord()).as("after a second release").isEqualTo(dropped);
  }

  private static String leftOf(Upstream upstream, SinkUnderTest sink) throws SQLException {
    return sink.database()
        .ask(
            """
            SELECT format('%%s slots, %%s publications',
              (SELECT count(*) FROM pg_replication_slots WHERE slot_name = '%s'),
              (SELECT count(*) FROM pg_publication WHERE pubname = '%s'))\
            """
                .formatted(upstream.slot(), upstream.publication()));
  }
}
