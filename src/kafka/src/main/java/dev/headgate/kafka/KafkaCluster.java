package dev.headgate.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** An administrative connection to one cluster, which the other classes here share. Thread-safe. */
public final class KafkaCluster implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ClientSettings settings;
  private final Admin admin;

  private KafkaCluster(ClientSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Makes the client; brokers are reached at the first request.
   *
   * @throws RefusedException if the settings make no client, for instance no address resolves
   */
  public static KafkaCluster connect(ClientSettings settings) {
    try {
      return new KafkaCluster(settings, Admin.create(settings.forAdmin()));
    } catch (KafkaException e) {
      throw RefusedException.ofSettings(settings.bootstrapServers(), e);
    }
  }

  ClientSettings settings() {
    return settings;
  }

  /**
   * Waits for one request, as long as the client's {@code default.api.timeout.ms} allows.
   *
   * @param doing what is tried, for the message of an error
   * @throws ClusterException if the request fails
   */
  <T> T ask(String doing, Function<Admin, KafkaFuture<T>> request) {
    try {
      return request.apply(admin).get();
    } catch (ExecutionException | KafkaException e) {
      throw ClusterException.of(settings.bootstrapServers(), doing, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSE_LIMIT);
  }
}
