package dev.headgate.operator.relation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.operator.status.Resolved;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.net.HeldPort;
import dev.headgate.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@SharedServers
class DatabaseTest {

  private final PostgresServer postgres;

  DatabaseTest(PostgresServer postgres) {
    this.postgres = postgres;
  }

  @Test
  void answersFromTheCatalog() {
    var answer =
        database("postgres", "postgres", "postgres")
            .ask(catalog -> Resolved.found(catalog.server().role()));

    assertThat(answer).isEqualTo(Resolved.found("postgres"));
  }

  @Test
  void aWrongPasswordIsToldAsSuch() {
    assertMissing(
        database("postgres", "postgres", "guess"),
        Database.AUTHENTICATION_FAILED,
        "Connection shop: %s:%d/postgres does not let role postgres in (FATAL: password authentication failed for user \"postgres\"): correct the Connection's Secret, or the role and its password in the database"
            .formatted(postgres.host(), postgres.port()));
  }

  @Test
  void aRoleWithoutLoginIsToldAsSuch() throws SQLException {
    postgres.execute("postgres", "CREATE ROLE no_login NOLOGIN PASSWORD 'secret'");

    assertMissing(
        database("postgres", "no_login", "secret"),
        Database.AUTHENTICATION_FAILED,
        "Connection shop: %s:%d/postgres does not let role no_login in (FATAL: role \"no_login\" is not permitted to log in): correct the Connection's Secret, or the role and its password in the database"
            .formatted(postgres.host(), postgres.port()));
  }

  @Test
  void aLimitOfConnectionsIsToldAsSuch() throws SQLException {
    postgres.execute("postgres", "CREATE ROLE crowd LOGIN PASSWORD 'secret' CONNECTION LIMIT 0");

    assertMissing(
        database("postgres", "crowd", "secret"),
        Database.UNREACHABLE,
        "Connection shop: %s:%d/postgres lets nobody more in (FATAL: too many connections for role \"crowd\"): end sessions that are not needed, or raise max_connections or the role's CONNECTION LIMIT"
            .formatted(postgres.host(), postgres.port()));
  }

  @Test
  void anUnknownDatabaseIsToldAsSuch() {
    assertMissing(
        database("no such+db", "postgres", "postgres"),
        Database.DATABASE_NOT_FOUND,
        "Connection shop: %s:%d/no such+db does not exist on its server: create the database, or name another one in the Connection"
            .formatted(postgres.host(), postgres.port()));
  }

  @Test
  void aPortWithoutServerIsUnreachable() {
    int port = unusedPort();

    assertMissing(
        new Database("shop", at(postgres.host(), port)),
        Database.UNREACHABLE,
        "Connection shop: %s:%d/postgres does not answer (Connection refused): see that the server runs and can be reached from here, and that host and port are right in the Connection"
            .formatted(postgres.host(), port));
  }

  @Test
  void anUnknownHostIsUnreachable() {
    assertMissing(
        new Database("shop", at("shop.invalid", 5432)),
        Database.UNREACHABLE,
        "Connection shop: shop.invalid:5432/postgres does not answer (unknown host): see that the"
            + " server runs and can be reached from here, and that host and port are right in the"
            + " Connection");
  }

  @Test
  void aServerThatNeverGreetsIsUnreachable() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getByName(postgres.host()))) {
      int port = silent.getLocalPort();

      assertMissing(
          new Database("shop", at(postgres.host(), port)),
          Database.UNREACHABLE,
          "Connection shop: %s:%d/postgres does not answer (no answer in time): see that the server runs and can be reached from here, and that host and port are right in the Connection"
              .formatted(postgres.host(), port));
    }
  }

  @Test
  void otherErrorsAreToldInTheServersWords() throws SQLException {
    postgres.execute(
        "postgres",
        "CREATE ROLE stranger LOGIN PASSWORD 'secret'",
        "CREATE DATABASE closed",
        "REVOKE CONNECT ON DATABASE closed FROM PUBLIC");

    assertThat(ask(database("closed", "stranger", "secret")))
        .isInstanceOfSatisfying(
            Resolved.Missing.class,
            missing -> {
              assertThat(missing.reason()).isEqualTo(Database.DATABASE_ERROR);
              assertThat(missing.message())
                  .startsWith("Connection shop: ")
                  .contains("permission denied for database \"closed\"", "SQL state 42501");
            });
  }

  private static void assertMissing(Database database, String reason, String message) {
    assertThat(ask(database)).isEqualTo(Resolved.missing(reason, message));
  }

  private static Resolved<Integer> ask(Database database) {
    return database.ask(catalog -> Resolved.found(catalog.server().versionNum()));
  }

  private Database database(String name, String user, String password) {
    return new Database(
        "shop",
        new Connections.Postgres(
            postgres.host(), postgres.port(), name, new Connections.Credentials(user, password)));
  }

  private static Connections.Postgres at(String host, int port) {
    return new Connections.Postgres(
        host, port, "postgres", new Connections.Credentials("postgres", "postgres"));
  }

  private static int unusedPort() {
    try (var held = HeldPort.any()) {
      return held.number();
    }
  }
}
