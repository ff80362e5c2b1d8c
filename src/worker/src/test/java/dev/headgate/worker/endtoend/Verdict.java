package dev.headgate.worker.endtoend;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a topic holds exactly what it must: the same messages, those of a key in the same order,
 * all of a key in one partition, and in no partition a timestamp that goes back.
 *
 * @param differences all that is wrong, for people; of each key the first one
 */
record Verdict(List<String> differences) {

  Verdict {
    differences = List.copyOf(differences);
  }

  static Verdict compare(Expected expected, TopicContents actual) {
    var differences = new ArrayList<String>();
    differences.addAll(timestampsThatGoBack(actual));
    differences.addAll(keysInSeveralPartitions(actual));
    Map<Map<String, Object>, List<Expected.Message>> due =
        expected.messages().stream()
            .collect(groupingBy(Expected.Message::key, LinkedHashMap::new, toList()));
    Map<Map<String, Object>, List<TopicContents.Message>> there =
        actual.messages().stream()
            .collect(groupingBy(TopicContents.Message::key, LinkedHashMap::new, toList()));
    due.forEach(
        (key, messages) ->
            firstDifference(key, messages, there.getOrDefault(key, List.of()), differences));
    there.forEach(
        (key, messages) -> {
          if (!due.containsKey(key)) {
            firstDifference(key, List.of(), messages, differences);
          }
        });
    return new Verdict(differences);
  }

  boolean isExact() {
    return differences.isEmpty();
  }

  /** Throws if the topic is not as it must be, and says what is wrong first. */
  void requireExact() {
    if (!isExact()) {
      throw new AssertionError(
          "The topic is not exact: %d differences, among them\n%s"
              .formatted(
                  differences.size(),
                  String.join("\n", differences.subList(0, Math.min(5, differences.size())))));
    }
  }

  private static void firstDifference(
      Map<String, Object> key,
      List<Expected.Message> due,
      List<TopicContents.Message> there,
      List<String> differences) {
    for (int i = 0; i < Math.max(due.size(), there.size()); i++) {
      if (i >= due.size()) {
        differences.add(
            "key %s: message %d is one too many: %s".formatted(key, i + 1, there.get(i)));
        return;
      }
      if (i >= there.size()) {
        differences.add(
            "key %s: message %d of %d is missing: %s"
                .formatted(key, i + 1, due.size(), due.get(i)));
        return;
      }
      if (!matches(due.get(i), there.get(i))) {
        differences.add(
            "key %s: message %d of %d must be\n    %s\n  and is\n    %s"
                .formatted(key, i + 1, due.size(), due.get(i), there.get(i)));
        return;
      }
    }
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
        differences.add("the timestamp goes back from %s to %s".formatted(before, message));
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
    return several.stream().map("key %s is in more than one partition"::formatted).toList();
  }
}
