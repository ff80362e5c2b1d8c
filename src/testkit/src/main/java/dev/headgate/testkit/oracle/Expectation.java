package dev.headgate.testkit.oracle;

import static java.util.stream.Collectors.toMap;

import dev.headgate.testkit.oracle.Expected.AtStart;
import dev.headgate.testkit.oracle.Expected.Message;
import dev.headgate.testkit.oracle.Expected.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Derives what a topic must hold, piece by piece, from the history of the tables: {@link Expected}
 * says what that is. Remembers what relations and topic hold, not what led to it.
 *
 * <p>Not thread-safe.
 */
public final class Expectation {

  /** What there is of a relation: its rows by key, and which columns make them. */
  private record View(String table, Map<String, String> columns, List<String> key) {
    static View of(Shown shown) {
      return new View(shown.table(), shown.columns(), shown.key());
    }
  }

  private final boolean snapshot;
  private final Map<View, Map<Map<String, Object>, Map<String, Object>>> contents =
      new LinkedHashMap<>();
  private final Map<Map<String, Object>, Map<String, Object>> topic = new LinkedHashMap<>();
  private int begun;

  /**
   * Before the first row of any table.
   *
   * @param snapshot whether the first version begins with the contents of its relation
   * @param relations all that may become a version which writes something at its start
   */
  public Expectation(boolean snapshot, List<Shown> relations) {
    this.snapshot = snapshot;
    relations.forEach(shown -> contents.put(View.of(shown), new LinkedHashMap<>()));
  }

  /**
   * What must be in the topic before a frontier, beyond what was handed out before.
   *
   * @param piece what was committed since the last frontier, up to this one
   * @param versions all that there were so far, in order
   * @param frontier unsigned
   */
  public Expected next(History piece, List<Shown> versions, long frontier) {
    var messages = new ArrayList<Message>();
    for (var transaction : piece.transactions()) {
      beginBefore(transaction.end(), versions, messages);
      contents.forEach(
          (view, rows) -> touched(transaction, view).forEach((key, row) -> keep(key, row, rows)));
      if (begun > 0) {
        changed(transaction, versions.get(begun - 1), messages);
      }
    }
    beginBefore(frontier, versions, messages);
    return new Expected(messages);
  }

  private void changed(History.Transaction transaction, Shown shown, List<Message> messages) {
    long notBefore = Math.max(transaction.previousEnd(), shown.at());
    touched(transaction, View.of(shown))
        .forEach(
            (key, row) -> write(new Message(key, row, notBefore, transaction.end()), messages));
  }

  private void beginBefore(long end, List<Shown> versions, List<Message> messages) {
    while (begun < versions.size() && Long.compareUnsigned(versions.get(begun).at(), end) < 0) {
      var shown = versions.get(begun);
      begin(shown, begun == 0 && snapshot ? AtStart.EVERYTHING : shown.atStart(), messages);
      begun++;
    }
  }

  private void begin(Shown shown, AtStart atStart, List<Message> messages) {
    if (atStart == AtStart.NOTHING) {
      return;
    }
    var rows = contents.get(View.of(shown));
    if (rows == null) {
      throw new IllegalStateException("the contents of " + shown.table() + " were not kept");
    }
    rows.forEach(
        (key, row) -> {
          if (atStart == AtStart.EVERYTHING || !row.equals(topic.get(key))) {
            write(atStart(shown, key, Optional.of(row)), messages);
          }
        });
    var orphans = new LinkedHashSet<>(topic.keySet());
    orphans.removeAll(rows.keySet());
    orphans.forEach(key -> write(atStart(shown, key, Optional.empty()), messages));
  }

  private static Message atStart(
      Shown shown, Map<String, Object> key, Optional<Map<String, Object>> row) {
    return new Message(key, row, shown.at(), shown.at() + 1);
  }

  private void write(Message message, List<Message> messages) {
    messages.add(message);
    keep(message.key(), message.value(), topic);
  }

  private static <K, V> void keep(K key, Optional<V> value, Map<K, V> in) {
    value.ifPresentOrElse(v -> in.put(key, v), () -> in.remove(key));
  }

  /** The final state of each key touched, in the order of the last touch. */
  private static Map<Map<String, Object>, Optional<Map<String, Object>>> touched(
      History.Transaction transaction, View view) {
    var touched = new LinkedHashMap<Map<String, Object>, Optional<Map<String, Object>>>();
    for (var change : transaction.changes()) {
      if (!change.table().equals(view.table())) {
        continue;
      }
      var row = change.row().map(r -> projected(r, view));
      var key = row.map(r -> keyOf(r, view));
      change
          .old()
          .map(old -> keyOf(projected(old, view), view))
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

  private static Map<String, Object> projected(Map<String, Object> row, View view) {
    var projected = new HashMap<String, Object>();
    view.columns().forEach((output, source) -> projected.put(output, row.get(source)));
    return projected;
  }

  private static Map<String, Object> keyOf(Map<String, Object> row, View view) {
    return view.key().stream()
        .collect(toMap(name -> name, row::get, (a, b) -> a, LinkedHashMap::new));
  }
}
