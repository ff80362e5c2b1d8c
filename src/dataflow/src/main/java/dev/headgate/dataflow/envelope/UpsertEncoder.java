package dev.headgate.dataflow.envelope;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.row.ByteArena;
import dev.headgate.dataflow.row.ColumnText;
import dev.headgate.dataflow.row.MessageTooLarge;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.RowEncoder;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.row.ShapeMismatch;
import dev.headgate.dataflow.row.ValueError;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the changes of one table into messages of an upsert envelope. An insert or update writes
 * its key, a delete leaves a tombstone; an update that changes the key does both, the tombstone of
 * the old key first. A change that cannot be written leaves nothing behind.
 *
 * <p>Made for one shape of the table; once the shape changes, a new one is needed. Not thread-safe.
 */
public final class UpsertEncoder {

  private final RowEncoder key;
  private final RowEncoder value;
  private final SizeLimit limit;
  private final MessageHandler messages;
  private final ByteArena scratch = new ByteArena();

  private UpsertEncoder(
      RowEncoder key, RowEncoder value, SizeLimit limit, MessageHandler messages) {
    this.key = key;
    this.value = value;
    this.limit = limit;
    this.messages = messages;
  }

  /**
   * An encoder for the changes of one table.
   *
   * @param shape the table's rows as the stream carries them
   * @param limit how large a message may be
   * @param messages takes what is written: a {@link TransactionBuffer} where a key may be touched
   *     twice, as in a transaction; the sender itself where it is not, as in a snapshot
   * @throws ShapeMismatch if the shape lacks a column, has it with a type that encodes otherwise,
   *     or its replica identity does not give the key
   */
  public static UpsertEncoder of(
      Projection key,
      Projection value,
      SchemaIds ids,
      TableShape shape,
      SizeLimit limit,
      MessageHandler messages) {
    requireKeyInIdentity(key, shape);
    return new UpsertEncoder(
        RowEncoder.of(key, shape, ids.key()),
        RowEncoder.of(value, shape, ids.value()),
        limit,
        messages);
  }

  /**
   * A row was inserted, or is part of a snapshot.
   *
   * @throws RowError if it cannot be written
   */
  public void insert(TextRow row) {
    update(null, row);
  }

  /**
   * A row was updated.
   *
   * @param old the old row as the stream gave it, or null
   * @throws RowError if it cannot be written
   */
  public void update(TextRow old, TextRow row) {
    scratch.truncate(0);
    try {
      key.encode(row, old, scratch);
      int valueStart = scratch.length();
      value.encode(row, old, scratch);
      int end = scratch.length();
      requireWithinLimit(row, valueStart, end - valueStart);
      if (old != null && leavesKey(old, row, valueStart)) {
        tombstone(end);
      }
      messages.upsert(scratch.array(), 0, valueStart, end - valueStart, hash(0, valueStart));
    } catch (ValueError e) {
      throw e.ofRow(key.describe(row));
    }
  }

  /**
   * A row was deleted.
   *
   * @param old the old row as the stream gave it
   * @throws RowError if its key cannot be written
   */
  public void delete(TextRow old) {
    scratch.truncate(0);
    try {
      key.encode(old, scratch);
    } catch (ValueError e) {
      throw e.ofRow(key.describe(old));
    }
    requireWithinLimit(old, scratch.length(), 0);
    tombstone(0);
  }

  /**
   * In place of an insert or update that cannot be written. That an old key exists no more is
   * written all the same.
   *
   * @param old the old row as the stream gave it, or null
   * @param skipped what is to be told of the new one
   */
  public void skip(TextRow old, TextRow row, SkippedRow skipped) {
    scratch.truncate(0);
    boolean hasKey = encodesKey(row, old);
    int keyLength = scratch.length();
    if (old != null && leavesKey(old, row, keyLength)) {
      tombstone(keyLength);
    }
    messages.skipped(scratch.array(), 0, keyLength, skipped, hasKey ? hash(0, keyLength) : 0);
  }

  /**
   * In place of a delete whose key cannot be written.
   *
   * @param skipped what is to be told of it
   */
  public void skipDelete(SkippedRow skipped) {
    messages.skipped(scratch.array(), 0, 0, skipped, 0);
  }

  /** The row as PostgreSQL prints it; parameters as of {@link #update}. */
  public List<ColumnText> texts(TextRow old, TextRow row) {
    return value.texts(row, old);
  }

  /** What is known of a deleted row. */
  public List<ColumnText> oldTexts(TextRow old) {
    return value.oldTexts(old);
  }

  private boolean encodesKey(TextRow row, TextRow old) {
    try {
      key.encode(row, old, scratch);
      return true;
    } catch (ValueError e) {
      return false; // whoever skips the row knows it
    }
  }

  private void requireWithinLimit(TextRow row, int keyLength, int valueLength) {
    var excess = limit.excess(scratch.array(), 0, keyLength, valueLength);
    if (excess.isPresent()) {
      throw new MessageTooLarge(key.table(), key.describe(row), excess.get());
    }
  }

  /**
   * Whether the old row's key is another one than that of the {@code keyLength} first bytes; then
   * it has been written behind what is there. Other text may be the same key, as 1.0 and 1.00. An
   * old key that cannot be written never was, so the topic does not have it.
   */
  private boolean leavesKey(TextRow old, TextRow row, int keyLength) {
    if (key.sameText(old, row)) {
      return false;
    }
    int start = scratch.length();
    if (!encodesKey(old, null)) {
      return false;
    }
    byte[] bytes = scratch.array();
    return !Arrays.equals(bytes, 0, keyLength, bytes, start, scratch.length());
  }

  private void tombstone(int keyStart) {
    int length = scratch.length() - keyStart;
    messages.tombstone(scratch.array(), keyStart, length, hash(keyStart, length));
  }

  private long hash(int keyStart, int keyLength) {
    return SeaHash.of(
        scratch.array(), keyStart + RowEncoder.HEADER_LENGTH, keyLength - RowEncoder.HEADER_LENGTH);
  }

  private static void requireKeyInIdentity(Projection key, TableShape shape) {
    for (TableShape.Column column : shape.columns()) {
      if (key.sources().contains(column.name())
          && !column.identity()
          && shape.replicaIdentity() != 'f') {
        throw new ShapeMismatch(
            shape.name(), column.name(), "is part of the key, but not of the replica identity");
      }
    }
  }
}
