package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.contents.ContentsTruncated;
import dev.headgate.dataflow.contents.Counts;
import dev.headgate.dataflow.contents.LiveDifference;
import dev.headgate.dataflow.contents.Recorder;
import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.ShapeMismatch;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.reread.KnownSnapshot;
import dev.headgate.postgres.reread.StreamedTransactions;
import dev.headgate.postgres.reread.Waiting;
import dev.headgate.worker.repair.Preparation;
import dev.headgate.worker.repair.Prepared;
import dev.headgate.worker.repair.Written;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * One repair: first it records, from a boundary on; once a floor is known and all before that
 * boundary is committed, contents are read; then it waits to be staged. Used by the sink's loop
 * alone, but for {@link #reading} and {@link #offer}.
 */
final class RepairInProgress implements AutoCloseable {

  /** What was streamed before is forgotten; the floor stands for it. */
  private final StreamedTransactions streamed = new StreamedTransactions(1);

  private final CutoverId id;
  private final Repair repair;
  private final Optional<Written> old;
  private final Written next;
  private final Storage storage;
  private final long maxBytes;
  private Optional<Recorder> recorder = Optional.empty();
  private Timestamp from = Timestamp.ZERO;
  private Optional<Preparation> preparation = Optional.empty();
  private Optional<Prepared> prepared = Optional.empty();
  private boolean closed;

  /**
   * @param old what flows; empty if nothing does
   * @param storage where the recording goes that does not fit in memory
   * @param maxBytes about how much memory it may take
   */
  RepairInProgress(
      CutoverId id,
      Repair repair,
      Optional<Written> old,
      Written next,
      Storage storage,
      long maxBytes) {
    this.id = id;
    this.repair = repair;
    this.old = old;
    this.next = next;
    this.storage = storage;
    this.maxBytes = maxBytes;
  }

  /** Of the try. */
  CutoverId id() {
    return id;
  }

  /** Takes every change from where it was made on. */
  Optional<Recorder> recorder() {
    return recorder;
  }

  /**
   * Begins to record.
   *
   * @param shapes of the tables, as far as the stream has told them
   * @param upper up to where the stream was read, between two transactions
   */
  void record(Map<Long, TableShape> shapes, Timestamp upper) {
    from = upper;
    recorder =
        Optional.of(
            new Recorder(
                repair,
                old.map(Written::encoding),
                next.encoding(),
                shapes,
                upper,
                storage,
                maxBytes));
  }

  /** An id was given out after the recording had begun. */
  void floorTaken(long xid) {
    streamed.floorTaken(xid, streamed.forgotten());
  }

  /** Why the recording is of no use. */
  Optional<RuntimeException> failure() {
    return recorder.flatMap(Recorder::failure);
  }

  /**
   * Whether contents can be read now.
   *
   * @param committed all before it is committed: what was streamed before this began must be, as
   *     the topic is read later
   */
  boolean canBeRead(Timestamp committed) {
    return preparation.isEmpty() && !committed.isBefore(from) && !streamed.needsFloor();
  }

  /**
   * What reads and compares them, on a thread that has nothing else to do.
   *
   * @param tell runs an action on the loop's thread
   * @param waiting told there which transactions have to end before
   */
  Callable<Prepared> reading(
      Preparation begun,
      Target target,
      int partitions,
      Consumer<Runnable> tell,
      Consumer<List<OpenTransaction>> waiting) {
    var before = streamed.before();
    preparation = Optional.of(begun);
    var recording = recorder.orElseThrow();
    var told =
        new Preparation.Told() {
          @Override
          public void waiting(Waiting now) {
            tell.accept(
                () -> {
                  recording.forget(now::willShow);
                  waiting.accept(now.open());
                });
          }

          @Override
          public void taken(KnownSnapshot snapshot) {
            tell.accept(() -> recording.snapshotTaken(snapshot::shows, snapshot.notBefore()));
          }
        };
    return switch (repair) {
      case RECONCILE -> () -> begun.reconcile(old.orElseThrow(), next, before, told);
      case REFRESH ->
          () ->
              begun.refresh(
                  target.topicKeys(),
                  next.plan().definition().spec().topic(),
                  partitions,
                  next,
                  before,
                  told);
    };
  }

  /** What was read; closed at once if this was given up meanwhile. Any thread may call. */
  synchronized void offer(Prepared read) {
    if (closed) {
      read.close();
    } else {
      prepared = Optional.of(read);
    }
  }

  private synchronized Optional<Prepared> prepared() {
    return prepared;
  }

  /** The timestamp at which it could be staged now. */
  Optional<Timestamp> ready() {
    return prepared().flatMap(p -> recorder).filter(Recorder::isReady).map(Recorder::upper);
  }

  /**
   * Why it must not be staged, once it is prepared.
   *
   * @param transactions how long a transaction may take
   */
  Optional<String> problem(Duration transactions) {
    return prepared().flatMap(p -> problem(p, transactions));
  }

  private Optional<String> problem(Prepared p, Duration transactions) {
    if (p.nextDuplicates() > 0 || p.oldDuplicates() > 0) {
      return Optional.of(
          "Keys are not unique: %d rows have the key of another one, so what the topic is to hold is not known.%n  Name key columns that are unique."
              .formatted(p.nextDuplicates() + p.oldDuplicates()));
    }
    if (p.misplaced() > 0) {
      return Optional.of(
          "%d records of the topic are not in their key's partition, where no tombstone of this sink reaches them.%n  Write to a topic of its own: create another Sink."
              .formatted(p.misplaced()));
    }
    return TransactionRoom.problem(live(p).estimate(), transactions);
  }

  private LiveDifference live(Prepared p) {
    return new LiveDifference(p.difference(), recorder.orElseThrow());
  }

  /** Stages it at {@link #ready}. */
  Counts write(RowStage.Messages messages, int partitions, Repairs.KeepAlive alive)
      throws SQLException {
    var staging = new RepairMessages(messages, recorder.orElseThrow().upper(), partitions, alive);
    var written = live(prepared().orElseThrow()).emit(staging);
    staging.requireAlive();
    return written;
  }

  /** What people are told of what went wrong. */
  static String text(Throwable thrown) {
    return thrown instanceof RowError
        ? "%s%n  Reconcile and Refresh leave out no row, whatever onValueError says. Once it can be written, raise spec.cutover.attempt."
            .formatted(Failures.text(thrown))
        : Failures.text(thrown);
  }

  /** Whether what was thrown by the reading would be met again. */
  static boolean isForGood(Throwable thrown) {
    return thrown instanceof RowError
        || thrown instanceof ShapeMismatch
        || thrown instanceof ContentsTruncated;
  }

  @Override
  public synchronized void close() {
    closed = true;
    preparation.filter(p -> prepared.isEmpty()).ifPresent(Preparation::cancel);
    prepared.ifPresent(Prepared::close);
    prepared = Optional.empty();
    recorder.ifPresent(Recorder::close);
  }
}
