package dev.headgate.worker.sink;

import java.util.List;

/** A sink cannot go on as things are; the message is for people. */
final class ProblemException extends Exception {

  private static final long serialVersionUID = 1;

  ProblemException(List<String> problems) {
    super(String.join("\n", problems));
  }

  ProblemException(String problem) {
    super(problem);
  }
}
