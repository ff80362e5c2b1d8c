package dev.headgate.cli.change;

/** What was asked for is not done; the message says why, and what to do. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public Refusal(String message) {
    super(message);
  }
}
