package dev.headgate.postgres;

/**
 * A source cannot do what was asked for a reason that is known. The facts are in {@link #problem};
 * the message is made from them. Failures that only the database or the network can explain stay
 * {@link java.sql.SQLException}.
 */
public final class SourceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient SourceProblem problem;

  public SourceException(SourceProblem problem) {
    this(problem, null);
  }

  public SourceException(SourceProblem problem, Throwable cause) {
    super(problem.message(), cause);
    this.problem = problem;
  }

  /** What is wrong. */
  public SourceProblem problem() {
    return problem;
  }
}
