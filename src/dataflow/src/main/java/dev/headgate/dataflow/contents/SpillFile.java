package dev.headgate.dataflow.contents;

/**
 * Bytes that are appended, and then read at any place. Nothing of it outlives the process. One
 * thread at a time; whoever hands it on to another sees to it that the other sees what was written.
 *
 * <p>All methods throw {@link java.io.UncheckedIOException} if the disk fails or is full.
 */
public interface SpillFile extends AutoCloseable {

  /** Writes at the end. */
  void append(byte[] bytes, int start, int length);

  /**
   * Reads exactly {@code length} bytes.
   *
   * @param position of the first one, in bytes from the start of the file
   */
  void read(long position, byte[] into, int start, int length);

  /** Gives the bytes up. Closing twice does nothing. */
  @Override
  void close();
}
