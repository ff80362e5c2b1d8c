package dev.headgate.dataflow.progress;

/**
 * A progress record that cannot be read. Nothing may be written in its place: what it said is
 * unknown.
 */
public final class MalformedProgressException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public MalformedProgressException(String message) {
    super(message);
  }

  public MalformedProgressException(String message, Throwable cause) {
    super(message, cause);
  }
}
