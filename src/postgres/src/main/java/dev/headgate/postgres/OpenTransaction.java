package dev.headgate.postgres;

/**
 * A transaction that has an xid and has not ended.
 *
 * @param xid its 32-bit transaction id, unsigned
 * @param description who runs it, for people: pid, application name and state, or the identifier of
 *     a prepared transaction
 */
public record OpenTransaction(long xid, String description) {

  @Override
  public String toString() {
    return "xid %d (%s)".formatted(xid, description);
  }
}
