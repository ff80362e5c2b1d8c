package dev.headgate.operator.relation;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.operator.status.Resolved;
import dev.headgate.postgres.catalog.Catalog;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Asks the catalog of the database behind a Connection. What the database does not answer is told
 * in the words of conditions. Thread-safe: each question has a session of its own.
 *
 * @param connection the Connection's name, for messages
 */
record Database(String connection, Connections.Postgres postgres) {

  /** Reason: the server did not let the role in. */
  static final String AUTHENTICATION_FAILED = "AuthenticationFailed";

  /** Reason: the server has no such database. */
  static final String DATABASE_NOT_FOUND = "DatabaseNotFound";

  /** Reason: there is no server there, or it takes no questions at the moment. */
  static final String UNREACHABLE = "Unreachable";

  /** Reason: anything else that the server answered with. */
  static final String DATABASE_ERROR = "DatabaseError";

  private static final String CONNECT_TIMEOUT_SECONDS = "5";
  private static final String ANSWER_TIMEOUT_SECONDS = "10";

  /** What is asked. */
  @FunctionalInterface
  interface Question<T> {
    Resolved<T> ask(Catalog catalog) throws SQLException;
  }

  /**
   * The answer, or why there is none. Blocks for up to 5 s for each address of the host, then for
   * up to 10 s for each answer of the server.
   */
  <T> Resolved<T> ask(Question<T> question) {
    try (var session = DriverManager.getConnection(url(), properties())) {
      return question.ask(new Catalog(session));
    } catch (SQLException e) {
      return unanswered(e);
    }
  }

  private String url() {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            postgres.host().contains(":") ? "[" + postgres.host() + "]" : postgres.host(),
            postgres.port(),
            URLEncoder.encode(postgres.database(), StandardCharsets.UTF_8));
  }

  private Properties properties() {
    var properties = new Properties();
    properties.setProperty("user", postgres.credentials().user());
    properties.setProperty("password", postgres.credentials().password());
    properties.setProperty("ApplicationName", "headgate-operator");
    properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_TIMEOUT_SECONDS);
    return properties;
  }

  private <T> Resolved<T> unanswered(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "28P01", "28000" ->
          Resolved.missing(
              AUTHENTICATION_FAILED,
              "Connection %s: %s does not let role %s in (%s): correct the Connection's Secret, or the role and its password in the database"
                  .formatted(connection, where(), postgres.credentials().user(), e.getMessage()));
      case "3D000" ->
          Resolved.missing(
              DATABASE_NOT_FOUND,
              "Connection %s: %s does not exist on its server: create the database, or name another one in the Connection"
                  .formatted(connection, where()));
      case "53300" ->
          Resolved.missing(
              UNREACHABLE,
              "Connection %s: %s lets nobody more in (%s): end sessions that are not needed, or raise max_connections or the role's CONNECTION LIMIT"
                  .formatted(connection, where(), e.getMessage()));
      default -> isPassing(state) ? unreachable(e) : error(e);
    };
  }

  /**
   * Classes 08 (connection), 53 (resources), and 57P of PostgreSQL's appendix A: the server cannot
   * be asked now, which says nothing about what is in it.
   */
  private static boolean isPassing(String state) {
    return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P");
  }

  private <T> Resolved<T> unreachable(SQLException e) {
    return Resolved.missing(
        UNREACHABLE,
        "Connection %s: %s does not answer (%s): see that the server runs and can be reached from here, and that host and port are right in the Connection"
            .formatted(connection, where(), cause(e)));
  }

  private static String cause(SQLException e) {
    return switch (e.getCause()) {
      case UnknownHostException unknown -> "unknown host";
      case ConnectException refused -> refused.getMessage();
      case SocketTimeoutException silent -> "no answer in time";
      case null, default -> e.getMessage();
    };
  }

  private <T> Resolved<T> error(SQLException e) {
    return Resolved.missing(
        DATABASE_ERROR,
        "Connection %s: %s answers with an error (%s, SQL state %s): correct what it names; it is asked again"
            .formatted(connection, where(), e.getMessage(), e.getSQLState()));
  }

  /** {@code host:port/database}. */
  String where() {
    return "%s:%d/%s".formatted(postgres.host(), postgres.port(), postgres.database());
  }
}
