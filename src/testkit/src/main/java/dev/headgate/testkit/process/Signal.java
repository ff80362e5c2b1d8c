package dev.headgate.testkit.process;

/** A POSIX signal by which a server is asked, or made, to end. */
public enum Signal {
  TERM,
  INT,
  QUIT,
  KILL
}
