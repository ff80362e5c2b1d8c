package dev.headgate.dataflow.row;

import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Optional;

/** A row makes a larger message than Kafka takes. */
public final class MessageTooLarge extends RowError {

  private static final long serialVersionUID = 1;

  private final TableName table;
  private final String rowKey;
  private final transient Excess excess;

  /**
   * How far a message is too large.
   *
   * @param bytes its size, as the limit counts it
   * @param limit most that it may have, in bytes
   * @param setting what sets the limit, for example {@code max.message.bytes of topic t}
   */
  public record Excess(long bytes, long limit, String setting) {}

  /**
   * A row's message is too large.
   *
   * @param rowKey the row's key as text
   */
  public MessageTooLarge(TableName table, String rowKey, Excess excess) {
    this(table, rowKey, excess, Optional.empty(), null);
  }

  private MessageTooLarge(
      TableName table, String rowKey, Excess excess, Optional<Timestamp> at, RowError cause) {
    super(
        "Row %s of %s%s cannot be written: its message has %d bytes, and %s allows %d.\n  Raise %s, or leave large columns out of the Relation."
            .formatted(
                rowKey,
                table,
                position(at),
                excess.bytes(),
                excess.setting(),
                excess.limit(),
                excess.setting()),
        cause);
    this.table = table;
    this.rowKey = rowKey;
    this.excess = excess;
  }

  @Override
  public MessageTooLarge at(Timestamp timestamp) {
    return new MessageTooLarge(table, rowKey, excess, Optional.of(timestamp), this);
  }

  @Override
  public TableName table() {
    return table;
  }

  @Override
  public Optional<String> key() {
    return Optional.of(rowKey);
  }

  public Excess excess() {
    return excess;
  }
}
