package dev.headgate.testkit.kubernetes.kubelet;

import java.util.List;

/** The end of a log as a termination message: 80 lines and 2048 characters at most. */
final class LogTail {

  private static final int LINES = 80;
  private static final int CHARACTERS = 2_048;

  private LogTail() {}

  static String of(String log) {
    List<String> lines = log.lines().toList();
    String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    return tail.substring(Math.max(0, tail.length() - CHARACTERS));
  }
}
