package dev.headgate.kafka;

import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.row.MessageTooLarge.Excess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * How large a message of one topic may be: by the client's {@code max.request.size}, which counts
 * before compression, and by the topic's {@code max.message.bytes}, which counts after it. What is
 * said to fit is taken by the client for certain, and by the broker unless it compresses anew; what
 * is said to be too large may be a few bytes smaller than said.
 *
 * <p>Thread-safe.
 */
public final class MessageLimits implements SizeLimit {

  // A batch of one record in format 2: the batch's header, the record's own fields at their
  // largest,
  // and the header that each row has.
  private static final int BATCH_HEADER = 61;
  private static final int RECORD_FIELDS = 21;
  private static final int LENGTHS = 2 * 5;
  private static final int STAMP = 3 + TransactionalWriter.TIMESTAMP_HEADER.length() + 20;
  private static final int OVERHEAD = BATCH_HEADER + RECORD_FIELDS + LENGTHS + STAMP;

  private static final byte FORMAT = 2;

  private final String topic;
  private final long maxRequestSize;
  private final String compression;
  private volatile long maxMessageBytes = Long.MAX_VALUE;

  MessageLimits(String topic, ClientSettings settings) {
    this.topic = topic;
    this.maxRequestSize = settings.maxRequestSize();
    this.compression = settings.compression();
  }

  String topic() {
    return topic;
  }

  /** Before it is told, the topic has no limit. */
  void maxMessageBytes(long bytes) {
    maxMessageBytes = bytes;
  }

  /** What fits by every limit, however badly it compresses: bytes of key and value together. */
  public int surelyFitting() {
    long most = maxMessageBytes;
    long fitting = Math.min(maxRequestSize, most - expansion(most)) - OVERHEAD;
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, fitting));
  }

  /** What compression adds to bytes that it cannot make fewer, amply: frames, and block headers. */
  private long expansion(long length) {
    return compression.equals("none") ? 0 : 64 + length / 256;
  }

  @Override
  public Optional<Excess> excess(byte[] bytes, int start, int keyLength, int valueLength) {
    int length = keyLength + valueLength;
    if (length <= surelyFitting()) {
      return Optional.empty();
    }
    long size = (long) length + OVERHEAD;
    if (size > maxRequestSize) {
      return Optional.of(
          new Excess(size, maxRequestSize, "max.request.size among the Connection's properties"));
    }
    long limit = maxMessageBytes;
    long compressed = compressed(bytes, start, length) + OVERHEAD;
    return compressed > limit
        ? Optional.of(new Excess(compressed, limit, "max.message.bytes of topic " + topic))
        : Optional.empty();
  }

  private long compressed(byte[] bytes, int start, int length) {
    var into = new ByteBufferOutputStream(ByteBuffer.allocate(length / 2 + 512));
    try (OutputStream out = Compression.of(compression).build().wrapForOutput(into, FORMAT)) {
      out.write(bytes, start, length);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return into.position();
  }
}
