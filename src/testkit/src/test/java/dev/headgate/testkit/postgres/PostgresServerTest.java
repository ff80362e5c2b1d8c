package dev.headgate.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.postgres.PostgresServer.Shutdown;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SharedServers
class PostgresServerTest {

  private final PostgresServer postgres;

  PostgresServerTest(PostgresServer postgres) {
    this.postgres = postgres;
  }

  @ParameterizedTest
  @CsvSource({"wal_level,logical", "fsync,on", "synchronous_commit,on", "max_wal_senders,20"})
  void itIsDurableAndReadyForLogicalReplication(String setting, String value) throws Exception {
    assertThat(query(postgres, "postgres", "SHOW " + setting)).isEqualTo(value);
  }

  @Test
  void aDatabaseIsCreatedAndFilled() throws Exception {
    postgres.createDatabase("the \"shop\"");
    postgres.execute("the \"shop\"", "CREATE TABLE t (a int)", "INSERT INTO t VALUES (7)");

    assertThat(query(postgres, "the \"shop\"", "SELECT a FROM t")).isEqualTo("7");
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void everyWayToEndItKeepsWhatWasCommitted() throws Exception {
    try (var own = PostgresServer.launch(Map.of("max_wal_senders", "3"))) {
      assertThat(query(own, "postgres", "SHOW max_wal_senders")).isEqualTo("3");
      own.execute("postgres", "CREATE TABLE t (a text)");
      int port = own.port();

      own.execute("postgres", "INSERT INTO t VALUES ('fast')");
      own.restart(Shutdown.FAST);
      own.execute("postgres", "INSERT INTO t VALUES ('immediate')");
      own.restart(Shutdown.IMMEDIATE);
      own.execute("postgres", "INSERT INTO t VALUES ('crash')");
      own.crash();
      assertThat(own.isRunning()).isFalse();
      own.start();

      assertThat(query(own, "postgres", "SELECT string_agg(a, ' ') FROM t"))
          .isEqualTo("fast immediate crash");
      assertThat(own.port()).isEqualTo(port);
    }
  }

  private static String query(PostgresServer server, String database, String sql)
      throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
