package dev.headgate.kafka;

/**
 * A failure of a {@link TransactionalWriter}, after which it can only be closed. The next writer's
 * {@link TransactionalWriter#open} and a complete read of progress tell what was committed.
 */
public abstract sealed class WriterException extends RuntimeException
    permits Fenced, SendFailed, OutcomeUnknown {

  private static final long serialVersionUID = 1;

  WriterException(String message, Throwable cause) {
    super(message, cause);
  }
}
