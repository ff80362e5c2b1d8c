package dev.headgate.testkit.oracle;

import static java.util.stream.Collectors.partitioningBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Verdict} on a topic that is too long to be held, piece by piece. A piece is what lies
 * between two frontiers of the sink. It is as exact as one verdict on the whole: what comes later
 * than its piece is an extra message of the piece in which it comes, and partitions and timestamps
 * are compared across pieces. Only the latest piece and one entry a key are held.
 *
 * <p>Not thread-safe.
 */
public final class RunningVerdict {

  private final Map<Map<String, Object>, Integer> partitions = new HashMap<>();
  private final Map<Integer, TopicContents.Message> last = new HashMap<>();
  private List<TopicContents.Message> ahead = List.of();

  /**
   * Judges the next piece.
   *
   * @param frontier where it ends; a frontier whose record was committed before {@code arrived} was
   *     read
   * @param expected what must have come in it
   * @param arrived all that has come since the last call
   */
  public Verdict next(long frontier, Expected expected, TopicContents arrived) {
    var found = new ArrayList<>(ahead);
    found.addAll(arrived.messages());
    found.sort(
        Comparator.comparingInt(TopicContents.Message::partition)
            .thenComparingLong(TopicContents.Message::offset));
    var split =
        found.stream().collect(partitioningBy(m -> Long.compareUnsigned(m.at(), frontier) < 0));
    ahead = split.get(false);
    var piece = split.get(true);
    var differences = new ArrayList<String>();
    piece.forEach(message -> compareToEarlier(message, differences));
    differences.addAll(Verdict.compare(expected, new TopicContents(piece)).differences());
    return new Verdict(differences.stream().distinct().toList());
  }

  private void compareToEarlier(TopicContents.Message message, List<String> differences) {
    var before = last.put(message.partition(), message);
    if (before != null && Long.compareUnsigned(message.at(), before.at()) < 0) {
      differences.add(Verdict.goesBack(before, message));
    }
    Integer other = partitions.putIfAbsent(message.key(), message.partition());
    if (other != null && other != message.partition()) {
      differences.add(Verdict.inSeveralPartitions(message.key()));
    }
  }

  /** What has come beyond the last frontier. */
  public List<TopicContents.Message> ahead() {
    return List.copyOf(ahead);
  }
}
