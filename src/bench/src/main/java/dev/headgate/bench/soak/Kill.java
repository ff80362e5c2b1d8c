package dev.headgate.bench.soak;

/** What is struck, and how. All of it is brought back at once. */
public enum Kill {
  /** SIGKILL of the worker. */
  WORKER("worker"),
  /** SIGKILL of the operator. */
  OPERATOR("operator"),
  /** SIGKILL of the Kafka broker. */
  BROKER("broker"),
  /** {@code pg_terminate_backend} of one of the sink's sessions. */
  SESSION("session"),
  /** SIGKILL of one of the sink's backends: PostgreSQL then ends all of them and recovers. */
  BACKEND("backend"),
  /** Immediate stop of PostgreSQL, without a checkpoint. */
  POSTGRES("postgres");

  private final String word;

  Kill(String word) {
    this.word = word;
  }

  /** What reports call it. */
  public String word() {
    return word;
  }
}
