package dev.headgate.testkit.net;

/** Which way bytes go through a {@link TcpProxy}. */
public enum Direction {
  /** Requests. */
  TO_SERVER,
  /** Answers. */
  TO_CLIENT
}
