package dev.headgate.dataflow.plan;

import java.util.List;
import java.util.Map;

/** What planning asks of the server. */
final class ServerChecks {

  private static final int OLDEST_MAJOR = 13;

  /** The first release of each major that decodes without loss around ALTER PUBLICATION. */
  private static final Map<Integer, Integer> FIRST_GOOD_MINOR =
      Map.of(13, 21, 14, 18, 15, 13, 16, 9, 17, 5);

  private ServerChecks() {}

  static void check(Server server, List<Problem> problems) {
    int major = server.major();
    int minor = server.versionNumber() % 10_000;
    int firstGood = FIRST_GOOD_MINOR.getOrDefault(major, 0);
    if (major < OLDEST_MAJOR) {
      problems.add(Problems.majorTooOld(server));
    } else if (minor < firstGood) {
      problems.add(Problems.serverTooOld(server, major + "." + firstGood));
    }
    if (!server.walLevel().equals("logical")) {
      problems.add(Problems.walLevel(server));
    }
  }
}
