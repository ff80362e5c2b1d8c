package dev.headgate.worker.repair;

import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.load.TestDatabase;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A commit that waits for a standby that never comes: its record is on disk and is streamed, but no
 * snapshot shows it until {@link #release}. The server must have {@code synchronous_standby_names}.
 */
final class UnseenCommit {

  private static final String NAME = "unseen";

  private final TestDatabase database;
  private final CompletableFuture<Void> commit;

  private UnseenCommit(TestDatabase database, CompletableFuture<Void> commit) {
    this.database = database;
    this.commit = commit;
  }

  /** On return the commit waits. */
  static UnseenCommit of(TestDatabase database, String change) {
    var commit =
        CompletableFuture.runAsync(
            () -> {
              try (var connection = database.connect();
                  var statement = connection.createStatement()) {
                statement.execute("SET application_name = '%s'".formatted(NAME));
                statement.execute("SET synchronous_commit = on");
                statement.execute(change);
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            });
    await()
        .atMost(StreamingProcess.PATIENCE)
        .until(() -> commit.isDone() || database.ask(waiting("count(*)")).equals("1"));
    return new UnseenCommit(database, commit);
  }

  /** From now on it is seen. */
  void release() throws SQLException {
    database.ask(waiting("pg_cancel_backend(pid)"));
    commit.join();
  }

  private static String waiting(String what) {
    return "SELECT %s FROM pg_stat_activity WHERE application_name = '%s' AND wait_event = 'SyncRep'"
        .formatted(what, NAME);
  }
}
