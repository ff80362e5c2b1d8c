package dev.headgate.worker.sink;

import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.time.Timestamp;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/** Stages the messages of a repair; the stream, which waits meanwhile, is kept alive. */
final class RepairMessages implements MessageHandler {

  private static final int ALIVE_EVERY = 1 << 12;

  private final RowStage.Messages messages;
  private final Timestamp at;
  private final int partitions;
  private final Repairs.KeepAlive alive;
  private Optional<SQLException> broken = Optional.empty();
  private int count;

  RepairMessages(
      RowStage.Messages messages, Timestamp at, int partitions, Repairs.KeepAlive alive) {
    this.messages = messages;
    this.at = at;
    this.partitions = partitions;
    this.alive = alive;
  }

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

  private void send(long keyHash, byte[] key, byte[] value) {
    messages.send(at, SeaHash.partition(keyHash, partitions), key, value);
    if (++count % ALIVE_EVERY == 0 && broken.isEmpty()) {
      try {
        alive.keepAlive();
      } catch (SQLException e) {
        broken = Optional.of(e); // told at the end, as who hands messages out cannot take it
      }
    }
  }

  /** Throws what the stream met, if anything. */
  void requireAlive() throws SQLException {
    if (broken.isPresent()) {
      throw broken.get();
    }
  }
}
