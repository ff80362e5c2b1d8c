package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.UpsertEncoder;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.ShapeMismatch;
import dev.headgate.dataflow.time.Timestamp;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Remembers what is streamed of OLD and NEW beside a read of their contents, so that these can be
 * brought up to any later timestamp: the final state of each key, of those transactions that the
 * read's snapshot does not show. Until the snapshot is known it keeps every change.
 *
 * <p>It begins between two transactions, before the snapshot is taken, and is told everything that
 * is streamed from there on. What goes wrong here ends the recording, never the stream: it is then
 * in {@link #failure}, and everything else is ignored. What does not fit in memory goes to a
 * storage. Used by the sink's loop alone.
 */
public final class Recorder implements ChangeHandler, AutoCloseable {

  private final List<RecordedTable> tables;
  private final RecordedStates old;
  private final RecordedStates next;
  private Optional<PendingChanges> pending;
  private Optional<RuntimeException> failure = Optional.empty();

  /** The transactions that the snapshot shows, once it is known. */
  private IntPredicate shown = xid -> false;

  private Timestamp notBefore = Timestamp.ZERO;
  private Timestamp upper;
  private boolean inTransaction;
  private int xid;
  private boolean counts;

  /**
   * Begins to record.
   *
   * @param old the active relation; empty if nothing of it is streamed any more
   * @param next the relation to change over to; may be over the same table
   * @param shapes what the stream has told of tables so far
   * @param from up to where the stream has been handed over
   * @param storage where what does not fit in memory goes
   * @param maxBytes about how much memory the recording may take
   */
  public Recorder(
      Repair repair,
      Optional<Encoding> old,
      Encoding next,
      Map<Long, TableShape> shapes,
      Timestamp from,
      Storage storage,
      long maxBytes) {
    this.upper = from;
    this.old = new RecordedStates(storage, Math.max(1, maxBytes / 2));
    this.next = new RecordedStates(storage, Math.max(1, maxBytes / 2));
    this.pending =
        Optional.of(new PendingChanges(new SpillPast(storage, maxBytes / 2), this.old, this.next));
    // The topic is read as it is, not as of the snapshot: all that OLD writes meanwhile counts.
    var ofOld = repair == Repair.REFRESH ? this.old : new Recorded(this.old);
    var ofNext = new Recorded(this.next);
    this.tables =
        old.isPresent()
            ? List.of(new RecordedTable(old.orElseThrow(), ofOld), new RecordedTable(next, ofNext))
            : List.of(new RecordedTable(next, ofNext));
    shapes.values().forEach(s -> tables.forEach(t -> t.shape(s)));
  }

  /**
   * How a relation's changes are written.
   *
   * @param table the OID of its table
   * @param encoders makes an encoder for a shape of the table
   */
  public record Encoding(long table, Encoders encoders) {}

  /** As {@link dev.headgate.dataflow.plan.SinkPlan#encoder}, with the ids of the schemas. */
  @FunctionalInterface
  public interface Encoders {
    UpsertEncoder encoder(TableShape shape, MessageHandler messages);
  }

  /**
   * The snapshot is not known yet, but it will show some transactions: their changes are forgotten.
   *
   * @param finished whether it certainly shows that transaction
   */
  public void forget(IntPredicate finished) {
    guarded(() -> pending.ifPresent(p -> p.forget(finished)));
  }

  /**
   * The snapshot is known: from now on memory is taken for final states only. May come in the
   * middle of a transaction.
   *
   * @param finished whether the snapshot shows that transaction
   * @param snapshotNotBefore the first timestamp to which its contents can be brought
   */
  public void snapshotTaken(IntPredicate finished, Timestamp snapshotNotBefore) {
    shown = finished;
    notBefore = snapshotNotBefore;
    counts = inTransaction && !shown.test(xid);
    guarded(() -> pending.ifPresent(p -> p.replay(shown)));
    endPending();
  }

  /** Whether the contents can be brought up to where the stream is now. */
  public boolean isReady() {
    return pending.isEmpty() && failure.isEmpty() && !inTransaction && !upper.isBefore(notBefore);
  }

  /**
   * Why the recording is of no use any more: a {@link RowError} or {@link ShapeMismatch} of a row
   * that cannot be written, a {@link ContentsTruncated}, or an {@link UncheckedIOException} of the
   * storage.
   */
  public Optional<RuntimeException> failure() {
    return failure;
  }

  /** Everything before it is recorded, between transactions. */
  public Timestamp upper() {
    return upper;
  }

  /** Bytes that are taken, in memory and storage. */
  public long bytes() {
    return old.bytes() + next.bytes() + pending.map(PendingChanges::bytes).orElse(0L);
  }

  RecordedStates old() {
    return old;
  }

  RecordedStates next() {
    return next;
  }

  @Override
  public void begin(Timestamp at, int newXid) {
    inTransaction = true;
    xid = newXid;
    counts = pending.isEmpty() && !shown.test(newXid);
  }

  @Override
  public void insert(long table, TextRow row) {
    guarded(() -> forEach(table, t -> t.encoder().insert(row)));
  }

  @Override
  public void update(long table, TextRow before, TextRow row) {
    guarded(() -> forEach(table, t -> t.encoder().update(before, row)));
  }

  @Override
  public void delete(long table, TextRow before) {
    guarded(() -> forEach(table, t -> t.encoder().delete(before)));
  }

  @Override
  public void truncate(long table) {
    guarded(
        () ->
            forEach(
                table,
                t -> {
                  throw new ContentsTruncated(table);
                }));
  }

  @Override
  public void shape(TableShape shape) {
    tables.forEach(t -> t.shape(shape));
  }

  @Override
  public void commit(Timestamp newUpper) {
    inTransaction = false;
    upper = newUpper;
  }

  @Override
  public void upper(Timestamp newUpper) {
    upper = newUpper;
  }

  private void forEach(long table, Consumer<RecordedTable> change) {
    for (var recorded : tables) {
      if (recorded.table() == table) {
        change.accept(recorded);
      }
    }
  }

  /** OLD's stream goes on whatever happens here. */
  private void guarded(Runnable step) {
    if (failure.isPresent()) {
      return;
    }
    try {
      step.run();
    } catch (RowError | ShapeMismatch | ContentsTruncated | UncheckedIOException e) {
      failure = Optional.of(e);
      close();
    }
  }

  private void endPending() {
    pending.ifPresent(PendingChanges::close);
    pending = Optional.empty();
  }

  /** Gives up what was recorded. */
  @Override
  public void close() {
    endPending();
    old.close();
    next.close();
  }

  /** Where a message goes: to those that wait for the snapshot, to the states, or nowhere. */
  private final class Recorded implements MessageHandler {
    private final RecordedStates states;

    Recorded(RecordedStates states) {
      this.states = states;
    }

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      if (pending.isPresent()) {
        pending.get().upsert(xid, states, bytes, start, keyLength, valueLength, keyHash);
      } else if (counts) {
        states.upsert(bytes, start, keyLength, valueLength, keyHash);
      }
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      if (pending.isPresent()) {
        pending.get().tombstone(xid, states, bytes, start, keyLength, keyHash);
      } else if (counts) {
        states.tombstone(bytes, start, keyLength, keyHash);
      }
    }
  }
}
