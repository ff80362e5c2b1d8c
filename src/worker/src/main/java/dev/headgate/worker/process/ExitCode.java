package dev.headgate.worker.process;

/** What a worker's exit code says. */
public enum ExitCode {
  /** It was asked to stop, and every sink was closed in time. */
  STOPPED(0),
  /** It was started to release its sinks, and nothing is left of any of them. */
  RELEASED(0),
  /** Anything else, a sink that could not be closed in time included. */
  FAILED(1),
  /** Arguments, environment or assignments are wrong; nothing was started. A restart is no help. */
  BAD_CONFIGURATION(2),
  /** The loop of a sink died unexpectedly; the others were closed. */
  SINK_DIED(3),
  /**
   * It was started to release its sinks, and asked to stop before each of them was. Whoever starts
   * it again goes on from there.
   */
  NOT_RELEASED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
