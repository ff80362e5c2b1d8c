package dev.headgate.worker.sink;

import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.kafka.Fenced;
import dev.headgate.postgres.SourceException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletionException;

/** What a failure means for a sink, and what people are told of it. */
final class Failures {

  private final Clock clock;

  Failures(Clock clock) {
    this.clock = clock;
  }

  /**
   * Everything leads back to the record; whether another process took over must be known on the
   * way.
   */
  SinkEvent event(Throwable thrown) {
    var cause = unwrapped(thrown);
    return cause instanceof Fenced
        ? new SinkEvent.FencedOut(clock.instant())
        : new SinkEvent.Lost(text(cause), clock.instant());
  }

  /** One or more sentences for people. */
  static String text(Throwable thrown) {
    var cause = unwrapped(thrown);
    return switch (cause) {
      case SourceException e -> e.problem().message();
      case SQLException e -> "PostgreSQL: " + e.getMessage();
      default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
    };
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
