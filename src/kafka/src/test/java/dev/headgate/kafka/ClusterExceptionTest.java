package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.Connections;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterExceptionTest {

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new TimeoutException("why"), UnreachableException.class),
        Arguments.of(new DisconnectException("why"), UnreachableException.class),
        Arguments.of(new TopicAuthorizationException("why"), AccessDeniedException.class),
        Arguments.of(new TransactionalIdAuthorizationException("why"), AccessDeniedException.class),
        Arguments.of(new SaslAuthenticationException("why"), AccessDeniedException.class),
        Arguments.of(new SslAuthenticationException("why"), AccessDeniedException.class),
        Arguments.of(new InvalidConfigurationException("why"), RefusedException.class),
        Arguments.of(
            new KafkaException("what", new KafkaException("why")), RefusedException.class));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatAClientThrowsHasAKindAndNamesTheCluster(Exception thrown, Class<?> kind) {
    var direct = ClusterException.of("b1:9092,b2:9092", "listing topics", thrown);
    var wrapped =
        ClusterException.of("b1:9092,b2:9092", "listing topics", new ExecutionException(thrown));

    assertThat(direct)
        .isInstanceOf(kind)
        .hasCause(thrown)
        .hasMessageContaining("b1:9092,b2:9092")
        .hasMessageContaining("while listing topics")
        .hasMessageContaining("why");
    assertThat(direct.bootstrapServers()).isEqualTo("b1:9092,b2:9092");
    assertThat(wrapped).isInstanceOf(kind).hasCause(thrown);
  }

  @Test
  void settingsThatMakeNoClientAreTheConnectionsToCorrect() {
    var connection =
        new Connections.Kafka("kafka.invalid:9092", Map.of(), "headgate-progress", "", false);

    assertThatThrownBy(() -> KafkaCluster.connect(ClientSettings.of(connection)))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "No client of Kafka at kafka.invalid:9092 can be made: No resolvable bootstrap urls"
                + " given in bootstrap.servers. Correct bootstrapServers or the properties of the"
                + " Connection.")
        .hasCauseInstanceOf(KafkaException.class);
  }
}
