package dev.headgate.kafka;

import static org.apache.kafka.clients.CommonClientConfigs.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The client settings of one Connection. What exactly-once rests on is fixed and refused by name
 * where the Connection sets it; everything else has a default that the Connection overrides.
 *
 * <p>Immutable.
 */
public final class ClientSettings {

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry(DEFAULT_API_TIMEOUT_MS_CONFIG, "30000"),
          // A read ends at the end of a topic. Whoever closes a consumer there waits for its last
          // fetch, which a broker with nothing to send holds back for 500 ms unless told otherwise.
          Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10"),
          Map.entry(ProducerConfig.LINGER_MS_CONFIG, "5"),
          Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, "131072"),
          Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864"),
          Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
          Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000"),
          Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "1048576"),
          Map.entry(DELIVERY_TIMEOUT_MS_CONFIG, "45000"),
          Map.entry(TRANSACTION_TIMEOUT_CONFIG, "60000"));

  private static final Map<String, String> FIXED_FOR_PRODUCERS =
      Map.of(
          ProducerConfig.ACKS_CONFIG, "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "5",
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName(),
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());

  // Without a reset policy a position that the log lost is an error; records would be skipped or
  // read twice otherwise, and neither would show.
  private static final Map<String, String> FIXED_FOR_CONSUMERS =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());

  // Interceptors and partitioners could change what is written, a group could move positions, and
  // a config provider would read the worker's own files on behalf of whoever wrote the Connection.
  private static final Set<String> REFUSED =
      Set.of(
          AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
          AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG,
          "config.providers",
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG);

  private final Connections.Kafka connection;
  private final Map<String, String> tuned;

  private ClientSettings(Connections.Kafka connection, Map<String, String> tuned) {
    this.connection = connection;
    this.tuned = tuned;
  }

  /**
   * The settings of a Connection.
   *
   * @throws IllegalArgumentException if it sets what is fixed, or timeouts that contradict each
   *     other; the message names all of them and is meant for whoever wrote the Connection
   */
  public static ClientSettings of(Connections.Kafka connection) {
    refuseFixed(connection.properties());
    var tuned = new TreeMap<>(DEFAULTS);
    tuned.putAll(connection.properties());
    var settings = new ClientSettings(connection, Map.copyOf(tuned));
    settings.requireDeliveryWithinTransaction();
    return settings;
  }

  private static void refuseFixed(Map<String, String> properties) {
    var refused = new TreeSet<String>();
    for (var name : properties.keySet()) {
      if (REFUSED.contains(name)
          || FIXED_FOR_PRODUCERS.containsKey(name)
          || FIXED_FOR_CONSUMERS.containsKey(name)) {
        refused.add(name);
      }
    }
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(
          "Kafka client properties %s cannot be set: exactly-once depends on them. Remove them from the Connection."
              .formatted(refused));
    }
  }

  // A batch retried beyond its transaction's timeout could only fail with a less telling error.
  private void requireDeliveryWithinTransaction() {
    long delivery = millis(DELIVERY_TIMEOUT_MS_CONFIG);
    long transaction = millis(TRANSACTION_TIMEOUT_CONFIG);
    if (delivery >= transaction) {
      throw new IllegalArgumentException(
          "Kafka client property delivery.timeout.ms (%d) must be below transaction.timeout.ms (%d). Correct one of them in the Connection."
              .formatted(delivery, transaction));
    }
  }

  private long millis(String name) {
    return number(name, "milliseconds");
  }

  private long number(String name, String unit) {
    try {
      return Long.parseLong(tuned.get(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Kafka client property %s must be %s, not \"%s\". Correct it in the Connection."
              .formatted(name, unit, tuned.get(name)),
          e);
    }
  }

  /**
   * With another {@code transaction.timeout.ms}, for one transaction that takes long: a snapshot.
   * The broker refuses more than its {@code transaction.max.timeout.ms}.
   */
  public ClientSettings withTransactionTimeout(Duration timeout) {
    var changed = new TreeMap<>(tuned);
    changed.put(TRANSACTION_TIMEOUT_CONFIG, Long.toString(timeout.toMillis()));
    var settings = new ClientSettings(connection, Map.copyOf(changed));
    settings.requireDeliveryWithinTransaction();
    return settings;
  }

  /** How long the broker keeps the open transaction of a writer that is gone. */
  public Duration transactionTimeout() {
    return Duration.ofMillis(millis(TRANSACTION_TIMEOUT_CONFIG));
  }

  /** Most bytes that a producer sends as one message, before compression. */
  long maxRequestSize() {
    return number(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "bytes");
  }

  /** How producers compress. */
  String compression() {
    return tuned.get(ProducerConfig.COMPRESSION_TYPE_CONFIG);
  }

  String bootstrapServers() {
    return connection.bootstrapServers();
  }

  boolean allowUnsafeTransactions() {
    return connection.allowUnsafeTransactions();
  }

  String progressTopic() {
    return connection.progressTopic();
  }

  Map<String, Object> forAdmin() {
    return with(AdminClientConfig.configNames(), Map.of());
  }

  Map<String, Object> forConsumer() {
    return with(ConsumerConfig.configNames(), FIXED_FOR_CONSUMERS);
  }

  Map<String, Object> forProducer(SinkId sink) {
    var settings = with(ProducerConfig.configNames(), FIXED_FOR_PRODUCERS);
    settings.putIfAbsent(CLIENT_ID_CONFIG, sink.value());
    settings.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, connection.transactionalIdPrefix() + sink.value());
    return settings;
  }

  private Map<String, Object> with(Set<String> known, Map<String, String> fixed) {
    var settings = new HashMap<String, Object>();
    // What belongs to another kind of client is left out, or each client warns about it; what none
    // knows may be for a login module and goes to all.
    tuned.forEach(
        (name, value) -> {
          if (known.contains(name) || !isKnownToAny(name)) {
            settings.put(name, value);
          }
        });
    settings.putAll(fixed);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
    return settings;
  }

  private static boolean isKnownToAny(String name) {
    return AdminClientConfig.configNames().contains(name)
        || ConsumerConfig.configNames().contains(name)
        || ProducerConfig.configNames().contains(name);
  }
}
