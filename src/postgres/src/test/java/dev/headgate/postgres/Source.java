package dev.headgate.postgres;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A publication and a slot over some tables of a test's database. */
public final class Source {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Sessions sessions;
  private final String name = "headgate_test_" + COUNT.incrementAndGet();

  private Source(Sessions sessions) {
    this.sessions = sessions;
  }

  public static Sessions sessions(Database database) {
    return new Sessions(database.parameters(), "headgate-test");
  }

  /** Publishes the tables and makes the slot, whose snapshot stays open. */
  public static ExportedSlot export(Database database, String... tables) throws Exception {
    var source = new Source(sessions(database));
    try (var side = database.connect()) {
      new Publications(side)
          .create(source.name, Arrays.stream(tables).map(TableName::parse).toList());
      return new SlotCreation(source.sessions, side).create(source.name, PATIENCE, b -> {});
    }
  }

  /** Opens the stream of a slot whose publication has its name. */
  public static ReplicationStream stream(Database database, String slot, Timestamp from)
      throws SQLException, SourceException {
    return ReplicationStream.open(sessions(database), slot, slot, from);
  }

  /** Polls until the condition holds. */
  public static void pollUntil(
      ReplicationStream stream, RecordedChanges changes, BooleanSupplier condition)
      throws SQLException, SourceException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not seen within %s; the stream is at %s with %s"
                .formatted(PATIENCE, changes.upper().toLsn(), changes.transactions()));
      }
      stream.pollOrWait(changes, 50);
    }
  }

  /** Polls until everything that is committed now has come. */
  public static void catchUp(Database database, ReplicationStream stream, RecordedChanges changes)
      throws SQLException, SourceException {
    Timestamp end;
    try (var side = database.connect()) {
      end = WalPosition.insert(side);
    }
    pollUntil(stream, changes, () -> !changes.upper().isBefore(end));
  }
}
