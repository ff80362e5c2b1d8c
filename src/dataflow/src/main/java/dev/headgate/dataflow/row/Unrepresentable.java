package dev.headgate.dataflow.row;

/** Thrown by column encoders, which do not know whose column it is. Costs no stack trace. */
final class Unrepresentable extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ValueError.Reason reason;

  Unrepresentable(ValueError.Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  ValueError.Reason reason() {
    return reason;
  }
}
