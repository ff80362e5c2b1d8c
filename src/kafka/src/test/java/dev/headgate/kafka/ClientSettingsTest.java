package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {

  @Test
  void theTransactionalIdIsThePrefixAndTheSinkId() {
    var producer = settings(Map.of()).forProducer(new SinkId("headgate-shop-orders"));

    assertThat(producer)
        .containsEntry("transactional.id", "team-headgate-shop-orders")
        .containsEntry("acks", "all")
        .containsEntry("compression.type", "lz4")
        .containsEntry("bootstrap.servers", "b:9092");
  }

  @Test
  void aConnectionOverridesDefaults() {
    var properties = Map.of("compression.type", "zstd", "security.protocol", "SSL");

    var settings = settings(properties);

    assertThat(settings.forProducer(new SinkId("s"))).containsAllEntriesOf(properties);
    assertThat(settings.forAdmin())
        .containsEntry("security.protocol", "SSL")
        .doesNotContainKey("compression.type");
    assertThat(settings.forConsumer())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("isolation.level", "read_committed")
        .doesNotContainKey("compression.type");
  }

  @Test
  void whatNoClientKnowsGoesToAll() {
    var settings = settings(Map.of("login.module.option", "x"));

    assertThat(settings.forAdmin()).containsKey("login.module.option");
    assertThat(settings.forConsumer()).containsKey("login.module.option");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks",
        "bootstrap.servers",
        "config.providers",
        "enable.idempotence",
        "group.id",
        "interceptor.classes",
        "isolation.level",
        "key.serializer",
        "partitioner.class",
        "transactional.id"
      })
  void whatExactlyOnceRestsOnIsRefusedByName(String name) {
    assertThatThrownBy(() -> settings(Map.of(name, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + name + "]");
  }

  @Test
  void aDeliveryThatOutlivesItsTransactionIsRefused() {
    assertThatThrownBy(() -> settings(Map.of("delivery.timeout.ms", "60000")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delivery.timeout.ms (60000)")
        .hasMessageContaining("transaction.timeout.ms (60000)");
    assertThatThrownBy(() -> settings(Map.of("delivery.timeout.ms", "soon")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"soon\"");
  }

  @Test
  void aSnapshotMayHaveALongerTransaction() {
    var settings = settings(Map.of()).withTransactionTimeout(Duration.ofMinutes(15));

    assertThat(settings.transactionTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.forProducer(new SinkId("s")))
        .containsEntry("transaction.timeout.ms", "900000");
  }

  @Test
  void anAddressThatDoesNotResolveIsRefusedWithItsName() {
    var connection = new Connections.Kafka("nowhere.invalid:9092", Map.of(), "p", "", false);

    assertThatThrownBy(() -> KafkaCluster.connect(ClientSettings.of(connection)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("nowhere.invalid:9092")
        .hasMessageContaining("No resolvable bootstrap urls");
  }

  private static ClientSettings settings(Map<String, String> properties) {
    return ClientSettings.of(
        new Connections.Kafka("b:9092", properties, "headgate-progress", "team-", false));
  }
}
