package dev.headgate.postgres;

import dev.headgate.dataflow.sink.Connections;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * Opens sessions of one database. All of them print values in the same text form, whatever the
 * server's, database's or role's defaults are, so that a value read by a query equals the same
 * value in the stream.
 *
 * @param postgres where, and as whom
 * @param applicationName shown in {@code pg_stat_activity}; the sink's id, for example
 */
public record Sessions(Connections.Postgres postgres, String applicationName) {

  private static final int CONNECT_TIMEOUT_SECONDS = 10;

  /** In text form, floats and bytes are exact and times do not depend on where a process runs. */
  private static final String TEXT_FORM =
      "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
          + " SET extra_float_digits = 3; SET bytea_output = 'hex'";

  /**
   * An ordinary session in autocommit mode.
   *
   * @param timeout how long any single answer may take; over that the session is broken and throws.
   *     The server gives up on the statement at about the same time
   */
  public Connection open(Duration timeout) throws SQLException {
    var properties = properties(timeout);
    PGProperty.OPTIONS.set(properties, "-c statement_timeout=" + timeout.toMillis());
    return connect(properties);
  }

  /**
   * A session that speaks the replication protocol. Statement timeouts do nothing there.
   *
   * @param timeout how long any single answer may take; over that the session is broken and throws
   */
  public Connection openReplication(Duration timeout) throws SQLException {
    var properties = properties(timeout);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return connect(properties);
  }

  private Properties properties(Duration timeout) {
    var properties = new Properties();
    PGProperty.USER.set(properties, postgres.credentials().user());
    PGProperty.PASSWORD.set(properties, postgres.credentials().password());
    PGProperty.APPLICATION_NAME.set(properties, applicationName);
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_TIMEOUT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, 2 * CONNECT_TIMEOUT_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(properties, (int) Math.max(1, timeout.toSeconds() + 1));
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    return properties;
  }

  private Connection connect(Properties properties) throws SQLException {
    var url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                postgres.host().contains(":") ? "[" + postgres.host() + "]" : postgres.host(),
                postgres.port(),
                URLEncoder.encode(postgres.database(), StandardCharsets.UTF_8));
    var connection = DriverManager.getConnection(url, properties);
    try (var statement = connection.createStatement()) {
      statement.execute(TEXT_FORM);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
