package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.row.Rows;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.time.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A random run of two tables, naively kept: what they hold at the beginning, transactions that are
 * recorded, and a snapshot in the midst of them that shows some, as a database's could: of two that
 * touch the same row never the later one alone.
 */
final class Scenario {

  /** One change of a row; no value: it is deleted; {@code from}: another key becomes this one. */
  record Change(long table, String key, Optional<String> value, Optional<String> from) {}

  record Transaction(int xid, List<Change> changes, boolean shown) {}

  private static final int PARTITIONS = 3;

  private final SplittableRandom random;
  private final int keys;
  final List<Transaction> transactions = new ArrayList<>();
  private final Map<Long, Map<String, String>> initial = new HashMap<>();
  final int lastShown;

  Scenario(long seed, int keys) {
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    initial.put(Tables.OLD, randomRows());
    initial.put(Tables.NEW, randomRows());
    var now = copy(initial);
    var notShown = new HashSet<String>();
    int count = random.nextInt(25);
    for (int i = 0; i < count; i++) {
      var changes = randomChanges(now);
      changes.forEach(c -> apply(now, c));
      var touched = touched(changes);
      boolean shown = random.nextInt(3) > 0 && touched.stream().noneMatch(notShown::contains);
      if (!shown) {
        notShown.addAll(touched);
      }
      transactions.add(new Transaction(100 + random.nextInt(2) + 2 * i, changes, shown));
    }
    int last = 0;
    for (int i = 0; i < count; i++) {
      last = transactions.get(i).shown() ? i + 1 : last;
    }
    lastShown = last;
  }

  private Map<String, String> randomRows() {
    var rows = new HashMap<String, String>();
    for (int key = 0; key < keys; key++) {
      if (random.nextInt(3) > 0) {
        rows.put("k" + key, randomValue());
      }
    }
    return rows;
  }

  private String randomValue() {
    return random.nextInt(40) == 0 ? "long".repeat(random.nextInt(6000)) : "v" + random.nextInt(3);
  }

  private List<Change> randomChanges(Map<Long, Map<String, String>> now) {
    if (random.nextInt(12) == 0) {
      return swap(now);
    }
    var changes = new ArrayList<Change>();
    var state = copy(now);
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      var change = randomChange(state);
      apply(state, change);
      changes.add(change);
    }
    return changes;
  }

  private Change randomChange(Map<Long, Map<String, String>> state) {
    long table = random.nextBoolean() ? Tables.OLD : Tables.NEW;
    String key = "k" + random.nextInt(keys + 2);
    var rows = new ArrayList<>(new TreeSet<>(state.get(table).keySet()));
    if (random.nextInt(4) == 0 && !rows.isEmpty()) {
      return new Change(
          table, rows.get(random.nextInt(rows.size())), Optional.empty(), Optional.empty());
    }
    if (random.nextInt(4) == 0 && !rows.isEmpty() && !state.get(table).containsKey(key)) {
      return new Change(
          table,
          key,
          Optional.of(randomValue()),
          Optional.of(rows.get(random.nextInt(rows.size()))));
    }
    return new Change(table, key, Optional.of(randomValue()), Optional.empty());
  }

  /** Each table gets what the other one holds. */
  private static List<Change> swap(Map<Long, Map<String, String>> now) {
    var changes = new ArrayList<Change>();
    for (long table : List.of(Tables.OLD, Tables.NEW)) {
      now.get(table)
          .keySet()
          .forEach(k -> changes.add(new Change(table, k, Optional.empty(), Optional.empty())));
      now.get(Tables.OLD + Tables.NEW - table)
          .forEach((k, v) -> changes.add(new Change(table, k, Optional.of(v), Optional.empty())));
    }
    return changes;
  }

  private static Set<String> touched(List<Change> changes) {
    var touched = new HashSet<String>();
    for (var c : changes) {
      touched.add(c.table() + c.key());
      c.from().ifPresent(f -> touched.add(c.table() + f));
    }
    return touched;
  }

  private static void apply(Map<Long, Map<String, String>> state, Change change) {
    var rows = state.get(change.table());
    change.from().ifPresent(rows::remove);
    change.value().ifPresentOrElse(v -> rows.put(change.key(), v), () -> rows.remove(change.key()));
  }

  private static Map<Long, Map<String, String>> copy(Map<Long, Map<String, String>> state) {
    var copy = new HashMap<Long, Map<String, String>>();
    state.forEach((table, rows) -> copy.put(table, new HashMap<>(rows)));
    return copy;
  }

  /** What the tables hold after the first transactions. */
  Map<String, String> after(int count, long table) {
    var state = copy(initial);
    transactions.subList(0, count).forEach(t -> t.changes().forEach(c -> apply(state, c)));
    return state.get(table);
  }

  /** What the snapshot shows. */
  Map<String, String> shown(long table) {
    var state = copy(initial);
    transactions.stream()
        .filter(Transaction::shown)
        .forEach(t -> t.changes().forEach(c -> apply(state, c)));
    return state.get(table);
  }

  boolean isShown(int xid) {
    return transactions.stream().anyMatch(t -> t.xid() == xid && t.shown());
  }

  static Timestamp upperAfter(int count) {
    return new Timestamp(1000 + 10L * count);
  }

  static void stream(Recorder recorder, Transaction transaction, int number, Runnable amid) {
    recorder.begin(new Timestamp(upperAfter(number).bits() - 5), transaction.xid());
    int half = transaction.changes().size() / 2;
    for (int i = 0; i < transaction.changes().size(); i++) {
      if (i == half) {
        amid.run();
      }
      stream(recorder, transaction.changes().get(i));
    }
    if (transaction.changes().isEmpty()) {
      amid.run();
    }
    recorder.commit(upperAfter(number));
  }

  private static void stream(Recorder recorder, Change change) {
    if (change.value().isEmpty()) {
      recorder.delete(change.table(), Rows.row(change.key(), "?"));
    } else if (change.from().isPresent()) {
      recorder.update(
          change.table(),
          Rows.row(change.from().get(), "?"),
          Rows.row(change.key(), change.value().get()));
    } else {
      recorder.insert(change.table(), Rows.row(change.key(), change.value().get()));
    }
  }

  /** Reads a table by several writers, as parallel sessions do. */
  Contents read(long table, Storage storage, long maxBytes) {
    try (var builder = new ContentsBuilder(storage, maxBytes)) {
      var encoders =
          List.of(Tables.encoder(table, builder.writer()), Tables.encoder(table, builder.writer()));
      shown(table).forEach((k, v) -> encoders.get(random.nextInt(2)).insert(Rows.row(k, v)));
      return builder.finish();
    }
  }

  /**
   * The topic's keys as they are found when some transactions of OLD are in it; some keys were
   * written or deleted more often than once, and {@code held} was there from the beginning.
   */
  Contents topic(Set<String> held, int count, Storage storage, long maxBytes) {
    var records = new ArrayList<Change>();
    held.forEach(k -> records.add(put(k)));
    for (var t : transactions.subList(0, count)) {
      for (var c : t.changes()) {
        if (c.table() == Tables.OLD) {
          c.from().ifPresent(f -> records.add(delete(f)));
          records.add(c.value().isPresent() ? put(c.key()) : delete(c.key()));
        }
      }
    }
    try (var builder = new HeldKeysBuilder(storage, maxBytes, PARTITIONS)) {
      // Partitions come in any order; within one, offsets rise.
      for (int partition : List.of(2, 0, 1)) {
        for (int offset = 0; offset < records.size(); offset++) {
          var record = records.get(offset);
          byte[] key = Tables.keyBytes(record.key());
          if (SeaHash.partition(SeaHash.of(key, 5, key.length - 5), PARTITIONS) != partition) {
            continue;
          }
          if (record.value().isPresent()) {
            builder.held(partition, offset, key);
          } else {
            builder.deleted(partition, offset, key);
          }
        }
      }
      return builder.finish();
    }
  }

  private static Change put(String key) {
    return new Change(Tables.OLD, key, Optional.of(""), Optional.empty());
  }

  private static Change delete(String key) {
    return new Change(Tables.OLD, key, Optional.empty(), Optional.empty());
  }

  /** The keys that the topic holds after the first transactions. */
  Set<String> heldAfter(Set<String> held, int count) {
    var now = new HashSet<>(held);
    for (var t : transactions.subList(0, count)) {
      for (var c : t.changes()) {
        if (c.table() == Tables.OLD) {
          c.from().ifPresent(now::remove);
          c.value().ifPresentOrElse(v -> now.add(c.key()), () -> now.remove(c.key()));
        }
      }
    }
    return now;
  }
}
