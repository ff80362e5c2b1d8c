package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes on under another WAL timeline. */
class FailoverTest extends EndToEnd {

  FailoverTest(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry) {
    super(kafka, postgres, registry);
  }

  @Test
  void aSinkThatHadNotComeToTheForkGoesOn() throws Exception {
    var server = closing(PostgresServer.launch());
    var sink = sinkOn(server);
    fill(sink, 51);
    sink.start(sink.matview(Tables.MATVIEW_1));
    load(sink, Load.Shape.usual(52).atOnce(100)).join();

    server.recoverOntoNewTimeline();
    load(sink, Load.Shape.usual(53).atOnce(100)).join();
    sink.settle();

    sink.requireExact();
    assertThat(sink.operator().record().orElseThrow().upstream().timeline()).isEqualTo(2);
  }
}
