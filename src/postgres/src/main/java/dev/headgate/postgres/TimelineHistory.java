package dev.headgate.postgres;

import dev.headgate.dataflow.time.Timestamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a server came to its WAL timeline. After a failover, or a recovery to a point in time, it
 * goes on under a timeline of its own from a fork on; what the old one wrote behind the fork never
 * happened there.
 *
 * @param timeline the server's
 * @param forks where each older timeline was left, by its number: what it wrote before is shared
 */
public record TimelineHistory(int timeline, SortedMap<Integer, Timestamp> forks) {

  public TimelineHistory {
    forks = Collections.unmodifiableSortedMap(new TreeMap<>(forks));
  }

  /**
   * Asks a replication session ({@link Sessions#openReplication}).
   *
   * @param session one that streams nothing yet
   * @param timeline the server's; the first one has no history
   */
  public static TimelineHistory read(Connection session, int timeline) throws SQLException {
    if (timeline == 1) {
      return new TimelineHistory(timeline, new TreeMap<>());
    }
    try (var statement = session.createStatement();
        var row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return parse(timeline, row.getString("content"));
    }
  }

  /**
   * Reads a history file: a line a timeline, oldest first, of its number, the LSN where it was left
   * and the reason, with tabs between; the rest of a line from {@code #} on is a comment
   * (readTimeLineHistory in timeline.c).
   *
   * @throws IllegalArgumentException if a line has another form
   */
  static TimelineHistory parse(int timeline, String content) {
    var forks = new TreeMap<Integer, Timestamp>();
    content
        .lines()
        .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
        .forEach(
            line -> {
              String[] fields = line.strip().split("\\s+", 3);
              if (fields.length < 2) {
                throw new IllegalArgumentException(
                    "the history of timeline %d has a line \"%s\"".formatted(timeline, line));
              }
              forks.put(Integer.parseInt(fields[0]), Timestamp.parseLsn(fields[1]));
            });
    return new TimelineHistory(timeline, forks);
  }

  /**
   * Makes sure that all that was read of an older timeline is history of this one, too: that it was
   * read at or before every fork in between.
   *
   * @param recorded the timeline it was read of
   * @param upTo how far
   * @throws SourceException {@link SourceProblem.OtherHistory} if it is not
   */
  public void requireShared(int recorded, Timestamp upTo) throws SourceException {
    if (recorded == timeline) {
      return;
    }
    var passed =
        forks.tailMap(recorded).values().stream().filter(fork -> fork.isBefore(upTo)).findFirst();
    if (!forks.containsKey(recorded) || passed.isPresent()) {
      throw new SourceException(new SourceProblem.OtherHistory(recorded, timeline, passed, upTo));
    }
  }
}
