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
      case SQLException e -> "PostgreSQL: " + e.getMessage() + remedy(e);
      default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
    };
  }

  /**
   * What to do about an error of PostgreSQL whose own words do not say it, by its SQL state
   * (appendix A of PostgreSQL's documentation).
   */
  private static String remedy(SQLException e) {
    return switch (e.getSQLState()) {
      case "28000", "28P01" ->
          "%n  Correct the Connection's Secret, or the role and its password in the database."
              .formatted();
      case "3D000" -> "%n  Create the database, or name another one in the Connection.".formatted();
      case "42501" ->
          "%n  Grant what is missing to the Connection's role, or name another role in the Connection."
              .formatted();
      case "53300" ->
          "%n  Raise max_connections and restart PostgreSQL, or end sessions that nobody needs."
              .formatted();
      case null, default -> "";
    };
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
