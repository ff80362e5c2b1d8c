package dev.headgate.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.postgres.PostgresServer.Shutdown;
import org.junit.jupiter.api.Test;

class LoadTest {

  @Test
  void anEnduringLoadGoesOnAfterCrashesAndLeavesNothingPrepared() throws Exception {
    try (var server = PostgresServer.launch();
        var database = TestDatabase.withTables(server)) {
      var load = Load.startEnduring(server, database.name(), Load.Shape.usual(61));
      load.awaitMore(50);

      server.crash();
      server.start();
      load.awaitMore(50);
      database.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      load.awaitMore(50);
      server.restart(Shutdown.IMMEDIATE);
      load.awaitMore(50);
      load.stop();

      assertThat(database.ask("SELECT count(*) FROM pg_prepared_xacts")).isEqualTo("0");
    }
  }

  @Test
  void anotherLoadFailsWithItsConnection() throws Exception {
    try (var server = PostgresServer.launch();
        var database = TestDatabase.withTables(server)) {
      var load = Load.start(server, database.name(), Load.Shape.usual(62));
      load.awaitMore(50);

      server.restart(Shutdown.IMMEDIATE);

      assertThatThrownBy(load::join).hasMessage("a writer of the load failed");
    }
  }
}
