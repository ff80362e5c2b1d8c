package dev.headgate.postgres;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.util.ArrayList;

/**
 * Takes the messages of the pgoutput plugin apart, protocol version 1 (PostgreSQL documentation,
 * "Logical Replication Message Formats"), and hands them on as changes. Rows are handed over in
 * place: nothing is allocated for one.
 *
 * <p>A message is checked as a whole before anything of it is handed on. Not thread-safe.
 */
final class PgoutputDecoder {

  private final MessageReader in = new MessageReader();
  private final TextRow row = new TextRow();
  private final TextRow old = new TextRow();
  private boolean inTransaction;
  private long finalLsn;
  private Timestamp committed = Timestamp.ZERO;

  /** Whether a transaction has begun and is not yet complete. */
  boolean inTransaction() {
    return inTransaction;
  }

  /** The {@code end_lsn} of the last complete transaction, or 0 before the first. */
  Timestamp committed() {
    return committed;
  }

  /**
   * Hands on one message.
   *
   * @param bytes holds the message from {@code start} to {@code end}
   * @throws SourceException if it is not a whole message, is not known, or comes out of turn
   */
  void decode(byte[] bytes, int start, int end, ChangeHandler handler) throws SourceException {
    in.reset(bytes, start, end);
    switch (in.type()) {
      case 'I' -> insert(handler);
      case 'U' -> update(handler);
      case 'D' -> delete(handler);
      case 'B' -> begin(handler);
      case 'C' -> commit(handler);
      case 'R' -> relation(handler);
      case 'T' -> truncate(handler);
      case 'O' -> origin();
      case 'Y' -> type();
      case 'M' -> logicalMessage();
      default -> throw in.malformed("this type of message is not known");
    }
  }

  private void begin(ChangeHandler handler) throws SourceException {
    long lsn = in.int64();
    in.int64(); // the commit's time of day: not monotone, never used
    int xid = in.int32();
    in.end();
    if (inTransaction) {
      throw in.malformed("a transaction begins inside another");
    }
    inTransaction = true;
    finalLsn = lsn;
    handler.begin(new Timestamp(lsn), xid);
  }

  private void commit(ChangeHandler handler) throws SourceException {
    in.int8(); // flags, unused
    long commitLsn = in.int64();
    long endLsn = in.int64();
    in.int64();
    in.end();
    requireTransaction();
    if (commitLsn != finalLsn) {
      throw in.malformed(
          "commit_lsn %s is not the final_lsn %s of its Begin"
              .formatted(new Timestamp(commitLsn).toLsn(), new Timestamp(finalLsn).toLsn()));
    }
    if (Long.compareUnsigned(endLsn, commitLsn) <= 0) {
      throw in.malformed("end_lsn is not after commit_lsn");
    }
    inTransaction = false;
    committed = new Timestamp(endLsn);
    handler.commit(committed);
  }

  private void insert(ChangeHandler handler) throws SourceException {
    long table = in.oid();
    requireTransaction();
    tuple(in.int8(), 'N', row);
    in.end();
    handler.insert(table, row);
  }

  private void update(ChangeHandler handler) throws SourceException {
    long table = in.oid();
    requireTransaction();
    int kind = in.int8();
    boolean hasOld = kind == 'K' || kind == 'O';
    if (hasOld) {
      tuple(kind, kind, old);
      kind = in.int8();
    }
    tuple(kind, 'N', row);
    in.end();
    handler.update(table, hasOld ? old : null, row);
  }

  private void delete(ChangeHandler handler) throws SourceException {
    long table = in.oid();
    requireTransaction();
    int kind = in.int8();
    tuple(kind, kind == 'O' ? 'O' : 'K', old);
    in.end();
    handler.delete(table, old);
  }

  /** TupleData: its columns are noted by place and length, the bytes stay where they are. */
  private void tuple(int kind, int expected, TextRow into) throws SourceException {
    if (kind != expected) {
      throw in.malformed("a row of kind %d is not expected here".formatted(kind));
    }
    into.reset(in.bytes());
    int columns = in.int16();
    for (int i = 0; i < columns; i++) {
      switch (in.int8()) {
        case 't' -> {
          int length = in.int32();
          into.add(in.skip(length), length);
        }
        case 'n' -> into.add(0, TextRow.NULL);
        case 'u' -> into.add(0, TextRow.UNCHANGED);
        default -> throw in.malformed("column %d is of no known kind".formatted(i + 1));
      }
    }
  }

  private void truncate(ChangeHandler handler) throws SourceException {
    int count = in.int32();
    in.int8(); // CASCADE and RESTART IDENTITY: the tables cascaded to are listed themselves
    requireTransaction();
    if (count < 0 || count > in.remaining() / Integer.BYTES) {
      throw in.malformed("%d truncated tables do not fit".formatted(count));
    }
    long[] tables = new long[count];
    for (int i = 0; i < count; i++) {
      tables[i] = in.oid();
    }
    in.end();
    for (long table : tables) {
      handler.truncate(table);
    }
  }

  private void relation(ChangeHandler handler) throws SourceException {
    long oid = in.oid();
    String schema = in.string();
    String name = in.string();
    char identity = (char) in.int8();
    int count = in.int16();
    var columns = new ArrayList<TableShape.Column>();
    for (int i = 0; i < count; i++) {
      boolean key = (in.int8() & 1) != 0;
      columns.add(new TableShape.Column(in.string(), key, in.oid(), in.int32()));
    }
    in.end();
    // pgoutput leaves the schema of pg_catalog empty (logicalrep_write_namespace).
    var table = new TableName(schema.isEmpty() ? "pg_catalog" : schema, name);
    handler.shape(new TableShape(oid, table, identity, columns));
  }

  private void origin() throws SourceException {
    in.int64();
    in.string();
    in.end();
  }

  private void type() throws SourceException {
    in.oid();
    in.string();
    in.string();
    in.end();
  }

  /** Written by {@code pg_logical_emit_message}; sent only to those who ask for it. */
  private void logicalMessage() throws SourceException {
    in.int8();
    in.int64();
    in.string();
    in.skip(in.int32());
    in.end();
  }

  private void requireTransaction() throws SourceException {
    if (!inTransaction) {
      throw in.malformed("it comes outside of a transaction");
    }
  }
}
