package dev.headgate.kafka;

/**
 * Where a commit can be watched, or broken for a test. Called on the writer's commit thread; what a
 * method throws is treated as a failure of the commit itself.
 */
public interface CommitPoints {

  /** Nothing to be done at either. */
  CommitPoints NONE =
      new CommitPoints() {
        @Override
        public void beforeCommit() {}

        @Override
        public void afterCommit() {}
      };

  /** Every record is acknowledged; the commit has not been asked for. */
  void beforeCommit();

  /** The commit is done; nobody has been told. */
  void afterCommit();
}
