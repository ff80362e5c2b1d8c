package dev.headgate.worker.spill;

import dev.headgate.dataflow.contents.SpillFile;
import dev.headgate.dataflow.contents.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Files without a future in one directory: each is deleted when it is closed, and by the file
 * system if the process dies. All of them together take no more than a limit. Thread-safe.
 */
public final class SpillDirectory implements Storage {

  private final Path directory;
  private final long maxBytes;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param directory exists, and can be written to
   * @param maxBytes how much all files may take together
   */
  public SpillDirectory(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /** Bytes that all open files take. */
  public long bytes() {
    return taken.get();
  }

  @Override
  public SpillFile create() {
    try {
      Path path = Files.createTempFile(directory, "spill-", ".tmp");
      var channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      // Its name goes at once, where the file system allows it: a process that dies leaves nothing.
      Files.deleteIfExists(path);
      return new OpenFile(channel);
    } catch (IOException e) {
      throw failed("no file can be made", e);
    }
  }

  private UncheckedIOException failed(String what, IOException e) {
    return new UncheckedIOException(
        new IOException(
            "In %s %s: %s. Give the worker a volume with more room, or raise its limit."
                .formatted(directory, what, e.getMessage()),
            e));
  }

  private final class OpenFile implements SpillFile {
    private final FileChannel channel;
    private long length;
    private boolean closed;

    OpenFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void append(byte[] bytes, int start, int count) {
      if (taken.addAndGet(count) > maxBytes) {
        taken.addAndGet(-count);
        throw failed(
            "files cannot grow",
            new IOException("they would take more than %d bytes together".formatted(maxBytes)));
      }
      try {
        var buffer = ByteBuffer.wrap(bytes, start, count);
        for (long at = length; buffer.hasRemaining(); ) {
          at += channel.write(buffer, at);
        }
      } catch (IOException e) {
        taken.addAndGet(-count);
        throw failed("a file cannot grow", e);
      }
      length += count;
    }

    @Override
    public void read(long position, byte[] into, int start, int count) {
      try {
        var buffer = ByteBuffer.wrap(into, start, count);
        for (long at = position; buffer.hasRemaining(); ) {
          int read = channel.read(buffer, at);
          if (read < 0) {
            throw new EOFException("it ends at byte %d".formatted(at));
          }
          at += read;
        }
      } catch (IOException e) {
        throw failed("a file cannot be read", e);
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      taken.addAndGet(-length);
      try {
        channel.close();
      } catch (IOException e) {
        throw failed("a file cannot be closed", e);
      }
    }
  }
}
