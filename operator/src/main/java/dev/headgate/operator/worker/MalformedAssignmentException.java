package dev.headgate.operator.worker;

/** A Sink's own Secret does not hold an assignment. The message names it and what to do. */
public final class MalformedAssignmentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  MalformedAssignmentException(String namespace, String secret, String what, Throwable cause) {
    super(
        "Secret %s/%s: %s. Delete it: the operator writes it anew from the sink's progress record"
            .formatted(namespace, secret, what),
        cause);
  }
}
