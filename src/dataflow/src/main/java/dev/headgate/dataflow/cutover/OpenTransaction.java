package dev.headgate.dataflow.cutover;

/**
 * A transaction of the source that has an id and has not ended.
 *
 * @param xid its transaction id, unsigned 32 bits
 * @param description who runs it, for people: process and application, or the name of a prepared
 *     transaction
 */
public record OpenTransaction(long xid, String description) {

  @Override
  public String toString() {
    return "xid %d (%s)".formatted(xid, description);
  }
}
