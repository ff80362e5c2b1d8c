package dev.headgate.testkit.oracle;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a topic holds exactly what it must: the same messages, those of a key in the same order,
 * all of a key in one partition, and in no partition a timestamp that goes back.
 *
 * @param differences all that is wrong, for people; of each key the first one, those of the
 *     earliest timestamps first
 */
public record Verdict(List<String> differences) {

  public Verdict {
    differences = List.copyOf(differences);
  }

  /** Something that is wrong. */
  private record Difference(long at, String text) {}

  public static Verdict compare(Expected expected, TopicContents actual) {
    var due =
        expected.messages().stream()
            .collect(groupingBy(Expected.Message::key, LinkedHashMap::new, toList()));
    var there =
        actual.messages().stream()
            .collect(groupingBy(TopicContents.Message::key, LinkedHashMap::new, toList()));
    var keys = new LinkedHashSet<>(due.keySet());
    keys.addAll(there.keySet());
    var texts = new ArrayList<String>();
    texts.addAll(timestampsThatGoBack(actual));
    texts.addAll(keysInSeveralPartitions(actual));
    keys.stream()
        .flatMap(
            key ->
                first(key, due.getOrDefault(key, List.of()), there.getOrDefault(key, List.of()))
                    .stream())
        .sorted(Comparator.comparingLong(Difference::at))
        .forEach(difference -> texts.add(difference.text()));
    return new Verdict(texts);
  }

  public boolean isExact() {
    return differences.isEmpty();
  }

  /** Throws if the topic is not as it must be, and says what is wrong first. */
  public void requireExact() {
    if (!isExact()) {
      throw new AssertionError(
          "The topic is not exact: %d differences, among them\n%s"
              .formatted(
                  differences.size(),
                  String.join("\n", differences.subList(0, Math.min(5, differences.size())))));
    }
  }

  private static Optional<Difference> first(
      Map<String, Object> key, List<Expected.Message> due, List<TopicContents.Message> there) {
    for (int i = 0; i < due.size(); i++) {
      var must = due.get(i);
      if (i >= there.size()) {
        return Optional.of(
            new Difference(
                must.notBefore(),
                "key %s: message %d of %d is missing: %s".formatted(key, i + 1, due.size(), must)));
      }
      if (!matches(must, there.get(i))) {
        return Optional.of(
            new Difference(
                Math.min(must.notBefore(), there.get(i).at()),
                "key %s: message %d of %d must be\n    %s\n  and is\n    %s"
                    .formatted(key, i + 1, due.size(), must, there.get(i))));
      }
    }
    return there.stream()
        .skip(due.size())
        .findFirst()
        .map(
            extra ->
                new Difference(
                    extra.at(),
                    "key %s: message %d is one too many: %s"
                        .formatted(key, due.size() + 1, extra)));
  }

  private static boolean matches(Expected.Message due, TopicContents.Message there) {
    return due.value().equals(there.value())
        && Long.compareUnsigned(there.at(), due.notBefore()) >= 0
        && Long.compareUnsigned(there.at(), due.before()) < 0;
  }

  private static List<String> timestampsThatGoBack(TopicContents actual) {
    var differences = new ArrayList<String>();
    var last = new HashMap<Integer, TopicContents.Message>();
    for (var message : actual.messages()) {
      var before = last.put(message.partition(), message);
      if (before != null && Long.compareUnsigned(message.at(), before.at()) < 0) {
        differences.add(goesBack(before, message));
      }
    }
    return differences;
  }

  private static List<String> keysInSeveralPartitions(TopicContents actual) {
    var partitions = new HashMap<Map<String, Object>, Integer>();
    var several = new HashSet<Map<String, Object>>();
    for (var message : actual.messages()) {
      Integer other = partitions.putIfAbsent(message.key(), message.partition());
      if (other != null && other != message.partition()) {
        several.add(message.key());
      }
    }
    return several.stream().map(Verdict::inSeveralPartitions).toList();
  }

  static String goesBack(TopicContents.Message before, TopicContents.Message message) {
    return "the timestamp goes back from %s to %s".formatted(before, message);
  }

  static String inSeveralPartitions(Map<String, Object> key) {
    return "key %s is in more than one partition".formatted(key);
  }
}
