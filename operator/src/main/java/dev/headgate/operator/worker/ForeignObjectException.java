package dev.headgate.operator.worker;

/**
 * An object has the name of one that a Sink is to own, and belongs to somebody else. Nothing of it
 * was changed. The message says what to do.
 */
public final class ForeignObjectException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ForeignObjectException(String message) {
    super(message);
  }
}
