package dev.headgate.operator.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** A process that stands still until this is closed: steps that wait for it can be seen. */
final class Frozen implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final long pid;

  private Frozen(long pid) {
    this.pid = pid;
  }

  /** Nothing is answered: a cutover stays in Validating, or, once that is past, in CuttingOver. */
  static Frozen registry(SchemaRegistryServer registry) throws IOException, InterruptedException {
    signal("STOP", registry.pid());
    return new Frozen(registry.pid());
  }

  /**
   * Whatever is committed from now on does not reach the sink, so that its frontier stays: a
   * cutover stays in CatchingUp, or in Verifying.
   */
  static Frozen stream(TestDatabase database) {
    long[] stopped = new long[1];
    await("the stream stands still")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> (stopped[0] = stopIdle(database)) != 0);
    return new Frozen(stopped[0]);
  }

  /**
   * While it waits for more WAL only: then it holds none of the server's locks, and has sent what
   * it sent as a whole.
   *
   * @return 0 if it was busy
   */
  private static long stopIdle(TestDatabase database)
      throws SQLException, IOException, InterruptedException {
    long pid =
        Long.parseLong(
            database.ask(
                "SELECT active_pid FROM pg_replication_slots WHERE slot_name LIKE 'headgate%' AND"
                    + " database = current_database()"));
    signal("STOP", pid);
    boolean idle =
        database
            .ask(
                "SELECT coalesce(wait_event LIKE 'WalSender%', false) FROM pg_stat_activity"
                    + " WHERE pid = "
                    + pid)
            .equals("t");
    if (idle) {
      return pid;
    }
    signal("CONT", pid);
    return 0;
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("/bin/sh", "-c", "kill -s %s %d".formatted(name, pid)).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -s %s %d ended with %d".formatted(name, pid, status));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    signal("CONT", pid);
  }
}
