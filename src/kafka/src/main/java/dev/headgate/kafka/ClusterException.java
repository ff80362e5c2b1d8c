package dev.headgate.kafka;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;

/** A request that a Kafka cluster did not fulfil. The message names the bootstrap servers. */
public abstract sealed class ClusterException extends RuntimeException
    permits UnreachableException,
        AccessDeniedException,
        RefusedException,
        UnsafeTransactionsException {

  private static final long serialVersionUID = 1;

  private final String bootstrapServers;

  ClusterException(String bootstrapServers, String message, Throwable cause) {
    super(message, cause);
    this.bootstrapServers = bootstrapServers;
  }

  /** {@code host:port}, comma-separated. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * The exception for what a client threw.
   *
   * @param doing what was tried, as in "could not be reached while …"
   */
  static ClusterException of(String bootstrapServers, String doing, Throwable thrown) {
    var cause = unwrapped(thrown);
    return switch (cause) {
      case AuthenticationException e -> new AccessDeniedException(bootstrapServers, doing, e);
      case AuthorizationException e -> new AccessDeniedException(bootstrapServers, doing, e);
      case TimeoutException e -> new UnreachableException(bootstrapServers, doing, e);
      case DisconnectException e -> new UnreachableException(bootstrapServers, doing, e);
      default -> new RefusedException(bootstrapServers, doing, cause);
    };
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean wrapper = thrown instanceof ExecutionException || thrown instanceof CompletionException;
    return wrapper && thrown.getCause() != null ? thrown.getCause() : thrown;
  }
}
