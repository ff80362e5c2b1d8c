package dev.headgate.dataflow.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One row as PostgreSQL sent it: each column's text form in place, inside the bytes of the message.
 * A flyweight that its owner fills again for the next row: valid only during the call that hands it
 * over. Not thread-safe.
 */
public final class TextRow {

  /** Length of a column that is NULL. */
  public static final int NULL = -1;

  /** Length of a column whose out-of-line (TOAST) value did not change and was not sent. */
  public static final int UNCHANGED = -2;

  private byte[] bytes = new byte[0];
  private int[] starts = new int[16];
  private int[] lengths = new int[16];
  private int size;

  /** Makes this an empty row over {@code bytes}; columns are added next. */
  public void reset(byte[] bytes) {
    this.bytes = bytes;
    size = 0;
  }

  /**
   * Adds the next column.
   *
   * @param start where its text starts in the bytes; ignored if {@code length} is negative
   * @param length its length in bytes, or {@link #NULL} or {@link #UNCHANGED}
   */
  public void add(int start, int length) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    starts[size] = start;
    lengths[size] = length;
    size++;
  }

  /** The number of columns. */
  public int size() {
    return size;
  }

  /** The array that the columns' text lies in; not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  public int start(int column) {
    return starts[column];
  }

  /** The text's length in bytes, {@link #NULL} or {@link #UNCHANGED}. */
  public int length(int column) {
    return lengths[column];
  }

  public boolean isNull(int column) {
    return lengths[column] == NULL;
  }

  public boolean isUnchanged(int column) {
    return lengths[column] == UNCHANGED;
  }

  /** The column's text, for messages and tests; null if it is NULL or unchanged. */
  public String text(int column) {
    return lengths[column] < 0
        ? null
        : new String(bytes, starts[column], lengths[column], StandardCharsets.UTF_8);
  }
}
