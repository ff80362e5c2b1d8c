package dev.headgate.worker;

/** A hosted sink as the process that started it sees it: watched and, in the end, closed. */
public interface RunningSink extends HostedSink, AutoCloseable {

  /**
   * Whether its loop runs. Until it is closed a loop that does not has died of something that it
   * has no answer to; a sink that was released still has one. Never blocks.
   */
  boolean isAlive();

  /**
   * Ends the loop. A commit under way is finished first. Returns when the loop has ended. Closing
   * again does nothing.
   */
  @Override
  void close() throws InterruptedException;
}
