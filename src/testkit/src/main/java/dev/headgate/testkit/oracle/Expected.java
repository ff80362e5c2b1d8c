package dev.headgate.testkit.oracle;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a topic must hold, derived from what was committed upstream.
 *
 * <p>Optionally the contents of the first relation at its timestamp. From then on, for each
 * transaction and in the order of commits, each key that the relation of that time had touched,
 * once and in its final state, whether or not something changed.
 *
 * @param messages in an order in which those of one key stand as they must in the topic
 */
public record Expected(List<Message> messages) {

  public Expected {
    messages = List.copyOf(messages);
  }

  /**
   * A version of the sink.
   *
   * @param table the table it shows, qualified
   * @param columns source by output name
   * @param key output names of the key
   * @param at the timestamp from which it flows
   */
  public record Shown(String table, Map<String, String> columns, List<String> key, long at) {}

  /**
   * A message.
   *
   * @param key by output name
   * @param value empty: a tombstone
   * @param notBefore least timestamp that it may carry
   * @param before the timestamp that it carries is below this one
   */
  public record Message(
      Map<String, Object> key, Optional<Map<String, Object>> value, long notBefore, long before) {
    @Override
    public String toString() {
      return "%s = %s, at %s to %s"
          .formatted(
              key,
              value.map(Object::toString).orElse("(tombstone)"),
              Long.toUnsignedString(notBefore),
              Long.toUnsignedString(before - 1));
    }
  }

  /**
   * What must be there.
   *
   * @param snapshot whether the contents of the first version at its timestamp come first; the
   *     history must then begin with empty tables
   * @param versions in order, at least one
   */
  public static Expected of(History history, boolean snapshot, List<Shown> versions) {
    var messages = new ArrayList<Message>();
    if (snapshot) {
      messages.addAll(contents(history, versions.getFirst()));
    }
    for (var transaction : history.transactions()) {
      versionAt(transaction, versions)
          .ifPresent(
              shown ->
                  touched(transaction, shown)
                      .forEach(
                          (key, value) ->
                              messages.add(
                                  new Message(
                                      key,
                                      value,
                                      Math.max(transaction.previousEnd(), shown.at()),
                                      transaction.end()))));
    }
    return new Expected(messages);
  }

  private static List<Message> contents(History history, Shown shown) {
    var rows = new LinkedHashMap<Map<String, Object>, Optional<Map<String, Object>>>();
    history.transactions().stream()
        .filter(t -> t.end() <= shown.at())
        .forEach(t -> rows.putAll(touched(t, shown)));
    rows.values().removeIf(Optional::isEmpty);
    return rows.entrySet().stream()
        .map(r -> new Message(r.getKey(), r.getValue(), shown.at(), shown.at() + 1))
        .toList();
  }

  private static Optional<Shown> versionAt(History.Transaction transaction, List<Shown> versions) {
    return versions.stream().filter(v -> v.at() < transaction.end()).reduce((a, b) -> b);
  }

  /** The final state of each key touched, in the order of the last touch. */
  private static Map<Map<String, Object>, Optional<Map<String, Object>>> touched(
      History.Transaction transaction, Shown shown) {
    var touched = new LinkedHashMap<Map<String, Object>, Optional<Map<String, Object>>>();
    for (var change : transaction.changes()) {
      if (!change.table().equals(shown.table())) {
        continue;
      }
      var row = change.row().map(r -> projected(r, shown));
      var key = row.map(r -> keyOf(r, shown));
      change
          .old()
          .map(old -> keyOf(projected(old, shown), shown))
          .filter(oldKey -> !key.equals(Optional.of(oldKey)))
          .ifPresent(oldKey -> put(touched, oldKey, Optional.empty()));
      key.ifPresent(k -> put(touched, k, row));
    }
    return touched;
  }

  private static <K, V> void put(Map<K, V> map, K key, V value) {
    map.remove(key);
    map.put(key, value);
  }

  private static Map<String, Object> projected(Map<String, Object> row, Shown shown) {
    var projected = new LinkedHashMap<String, Object>();
    shown.columns().forEach((output, source) -> projected.put(output, row.get(source)));
    return projected;
  }

  private static Map<String, Object> keyOf(Map<String, Object> row, Shown shown) {
    return shown.key().stream()
        .collect(toMap(name -> name, row::get, (a, b) -> a, LinkedHashMap::new));
  }
}
