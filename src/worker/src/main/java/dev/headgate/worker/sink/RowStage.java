package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.deadletter.DeadLetter.Operation;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.envelope.SkippedRow;
import dev.headgate.dataflow.envelope.TransactionBuffer;
import dev.headgate.dataflow.envelope.UpsertEncoder;
import dev.headgate.dataflow.row.ColumnText;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * From the source's changes to staged messages: those of the shown relation's table are encoded,
 * and once their transaction is complete handed to the writer, each touched key once. What other
 * carried tables change is read and dropped. Used by the sink's loop alone.
 */
final class RowStage implements ChangeHandler {

  /** Takes messages that are to be committed. */
  interface Messages {
    /**
     * Stages one message.
     *
     * @param value null for a tombstone
     */
    void send(Timestamp at, int partition, byte[] key, byte[] value);

    /**
     * Stages what is told of a row that is skipped.
     *
     * @param key empty if it cannot be written
     */
    void skip(Timestamp at, byte[] key, long keyHash, SkippedRow row);
  }

  private final Messages messages;
  private final SizeLimit limit;
  private final RowErrors errors;
  private final int partitions;
  private final TransactionBuffer transaction;
  private final Map<Long, TableShape> shapes = new HashMap<>();
  private final MessageHandler flush = new Flush();

  private Shown shown;
  private UpsertEncoder encoder;
  private Timestamp at = Timestamp.ZERO;
  private int xid;
  private Timestamp upper;
  private long staged;
  private boolean skipped;
  private long handled;

  /**
   * A stage for one stream.
   *
   * @param limit how large a message may be
   * @param errors what becomes of rows that cannot be written
   * @param from where the stream starts
   * @param partitions of the data topic
   */
  RowStage(
      Messages messages,
      SizeLimit limit,
      RowErrors errors,
      Shown shown,
      Timestamp from,
      int partitions,
      long maxTransactionBytes) {
    this.messages = messages;
    this.limit = limit;
    this.errors = errors;
    this.shown = shown;
    this.upper = from;
    this.partitions = partitions;
    this.transaction = new TransactionBuffer(maxTransactionBytes);
  }

  /** From the next transaction on, this relation is shown. */
  void show(Shown next) {
    shown = next;
    encoder = null;
  }

  Shown shown() {
    return shown;
  }

  /** The tables' shapes, as far as the stream has told them. */
  Map<Long, TableShape> shapes() {
    return shapes;
  }

  /** Everything before it is staged, between transactions. */
  Timestamp upper() {
    return upper;
  }

  /** Whether a row was skipped among what was staged since this was asked last. */
  boolean takeSkipped() {
    boolean result = skipped;
    skipped = false;
    return result;
  }

  /** How much was staged since this was asked last: messages, and what is told of skipped rows. */
  long takeStaged() {
    long result = staged;
    staged = 0;
    return result;
  }

  /** How many changes were handed over since this was asked last. */
  long takeHandled() {
    long result = handled;
    handled = 0;
    return result;
  }

  @Override
  public void begin(Timestamp transactionAt, int transactionXid) {
    at = transactionAt;
    xid = transactionXid;
    transaction.clear();
  }

  @Override
  public void insert(long table, TextRow row) {
    handled++;
    if (isShown(table)) {
      upsert(Operation.INSERT, null, row);
    }
  }

  @Override
  public void update(long table, TextRow old, TextRow row) {
    handled++;
    if (isShown(table)) {
      upsert(Operation.UPDATE, old, row);
    }
  }

  @Override
  public void delete(long table, TextRow old) {
    handled++;
    if (isShown(table)) {
      delete(old);
    }
  }

  private void upsert(Operation operation, TextRow old, TextRow row) {
    var to = encoder();
    try {
      to.update(old, row);
    } catch (RowError e) {
      to.skip(old, row, skip(e, operation, to.texts(old, row)));
    }
  }

  private void delete(TextRow old) {
    var to = encoder();
    try {
      to.delete(old);
    } catch (RowError e) {
      to.skipDelete(skip(e, Operation.DELETE, to.oldTexts(old)));
    }
  }

  private SkippedRow skip(RowError error, Operation operation, List<ColumnText> row) {
    return errors.skip(error, shown.relation(), operation, at, OptionalInt.of(xid), row);
  }

  @Override
  public void truncate(long table) {
    if (isShown(table)) {
      throw new TruncatedException(shown.relation().table(), at);
    }
  }

  @Override
  public void shape(TableShape shape) {
    shapes.put(shape.oid(), shape);
    if (isShown(shape.oid())) {
      encoder = null;
    }
  }

  @Override
  public void commit(Timestamp newUpper) {
    transaction.forEach(flush);
    transaction.clear();
    upper = newUpper;
  }

  @Override
  public void upper(Timestamp newUpper) {
    upper = newUpper;
  }

  private boolean isShown(long table) {
    return table == shown.relation().oid();
  }

  /** Made anew for each shape; the stream tells a table's shape before its first row. */
  private UpsertEncoder encoder() {
    if (encoder == null) {
      var shape = shapes.get(shown.relation().oid());
      encoder = shown.plan().encoder(shown.ids(), shape, limit, transaction);
    }
    return encoder;
  }

  private final class Flush implements MessageHandler {
    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      int valueStart = start + keyLength;
      send(
          keyHash,
          Arrays.copyOfRange(bytes, start, valueStart),
          Arrays.copyOfRange(bytes, valueStart, valueStart + valueLength));
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      send(keyHash, Arrays.copyOfRange(bytes, start, start + keyLength), null);
    }

    @Override
    public void skipped(byte[] bytes, int start, int keyLength, SkippedRow row, long keyHash) {
      messages.skip(at, Arrays.copyOfRange(bytes, start, start + keyLength), keyHash, row);
      staged++;
      skipped = true;
    }

    private void send(long keyHash, byte[] key, byte[] value) {
      messages.send(at, SeaHash.partition(keyHash, partitions), key, value);
      staged++;
    }
  }
}
