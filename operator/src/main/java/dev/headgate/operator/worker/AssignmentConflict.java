package dev.headgate.operator.worker;

/**
 * The Secret is not as it was read: somebody else has written, made or deleted it in between.
 * Nothing was written; begin again by reading.
 */
public final class AssignmentConflict extends RuntimeException {

  private static final long serialVersionUID = 1;

  AssignmentConflict(String message, Throwable cause) {
    super(message, cause);
  }
}
