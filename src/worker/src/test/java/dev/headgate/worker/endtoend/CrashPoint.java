package dev.headgate.worker.endtoend;

/** Moments of a cutover at which a {@link CrashingWorker} ends, or waits to be ended. */
enum CrashPoint {
  /** The grant was received; nothing was done about it. */
  GRANTED,
  /** The new table is in the publication; nobody but PostgreSQL knows. */
  PUBLISHED,
  /** The record says that the new table is carried. */
  RELATION_BROUGHT_IN,
  /** What the cutover writes beside changing over begins to be prepared. */
  REPAIRING,
  /** All of the cutover's transaction is at the broker, except the request to commit it. */
  BEFORE_COMMIT,
  /** As before, but the worker waits: the test takes the answer to the commit away. */
  COMMIT_UNANSWERED,
  /** The cutover is durable; the sink's loop has not been told. */
  COMMITTED_UNOBSERVED
}
