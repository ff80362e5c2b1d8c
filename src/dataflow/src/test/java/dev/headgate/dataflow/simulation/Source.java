package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.OpenTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A PostgreSQL database as far as cutovers notice it. A transaction that is open while a table
 * enters or leaves the publication comes out torn: of its earlier changes some are streamed and
 * some are not, and not the same ones each time.
 */
final class Source {

  /** A change as it was made: {@code position} is its place in the WAL. */
  record Change(long position, long table, int key, Optional<String> value) {}

  /**
   * A committed transaction: {@code at} is where its commit record starts, {@code end} where it
   * ends.
   */
  record Committed(long at, long end, int xid, List<Change> changes) {}

  /** A transaction that has an id and has not ended. */
  static final class Open {
    final int xid;
    final List<Change> changes = new ArrayList<>();
    boolean prepared;

    Open(int xid) {
      this.xid = xid;
    }
  }

  private record Membership(long position, long table, boolean member) {}

  private final Random random;
  private long wal = 100;
  private int nextXid = 10;
  private int lastEndedXid = 9;
  private int values;
  final List<Committed> history = new ArrayList<>();
  final List<Open> open = new ArrayList<>();

  /** A slot with its publication, by the name that both bear. */
  static final class Feed {
    final Set<Long> published = new HashSet<>();
    private final List<Membership> memberships = new ArrayList<>();
    boolean hasSlot;
    long confirmed;
    private long persistedConfirmed;
  }

  final Map<String, Feed> feeds = new HashMap<>();

  /**
   * The process whose sessions are alive; a process that opens the source ends those of all others.
   */
  Object owner;

  Source(Random random) {
    this.random = random;
  }

  long end() {
    return wal;
  }

  // What applications do.

  Open begin() {
    var transaction = new Open(nextXid++);
    open.add(transaction);
    return transaction;
  }

  void write(Open transaction, long table) {
    wal += 1 + random.nextInt(3);
    Optional<String> value =
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of("v" + values++);
    transaction.changes.add(new Change(wal, table, random.nextInt(4), value));
  }

  void commit(Open transaction) {
    wal += random.nextInt(3);
    long at = wal;
    wal += 1 + random.nextInt(2);
    history.add(new Committed(at, wal, transaction.xid, List.copyOf(transaction.changes)));
    ended(transaction);
  }

  void rollBack(Open transaction) {
    wal++;
    ended(transaction);
  }

  private void ended(Open transaction) {
    open.remove(transaction);
    lastEndedXid = Math.max(lastEndedXid, transaction.xid);
  }

  /**
   * The server dies and comes back: sessions end, their transactions with them; the slot may stand
   * where it stood before.
   */
  void crash() {
    owner = null;
    for (Open transaction : List.copyOf(open)) {
      if (!transaction.prepared) {
        rollBack(transaction);
      }
    }
    feeds.values().forEach(f -> f.confirmed = f.persistedConfirmed);
  }

  // What a sink does.

  Feed feed(String name) {
    return feeds.computeIfAbsent(name, n -> new Feed());
  }

  void publish(Feed feed, long table) {
    if (feed.published.add(table)) {
      alter(feed, table, true);
    }
  }

  void unpublish(Feed feed, long table) {
    if (feed.published.remove(table)) {
      alter(feed, table, false);
    }
  }

  private void alter(Feed feed, long table, boolean member) {
    wal += 2;
    feed.memberships.add(new Membership(wal, table, member));
    // ALTER PUBLICATION is a transaction itself, and may have got its id before transactions that
    // run now.
    boolean late = open.isEmpty() || random.nextInt(4) == 0;
    int xid = late ? nextXid++ : open.get(random.nextInt(open.size())).xid - 1;
    lastEndedXid = Math.max(lastEndedXid, xid);
  }

  long createSlot(Feed feed) {
    wal += 1;
    feed.hasSlot = true;
    feed.confirmed = wal;
    feed.persistedConfirmed = wal;
    return wal;
  }

  void confirm(Feed feed, long position) {
    feed.confirmed = Math.max(feed.confirmed, position);
    if (random.nextInt(3) == 0) {
      feed.persistedConfirmed = feed.confirmed;
    }
  }

  void nudge() {
    wal += 3;
  }

  List<OpenTransaction> transactions() {
    return open.stream().map(t -> new OpenTransaction(t.xid, "xid " + t.xid)).toList();
  }

  /**
   * Only those below the snapshot's xmax, the id after the last one that ended: the obvious way
   * that loses rows.
   */
  List<OpenTransaction> transactionsBelowXmax() {
    return transactions().stream().filter(t -> t.xid() <= lastEndedXid).toList();
  }

  /** Contents of a table at {@code at}. */
  Map<Integer, String> contents(long table, long at) {
    Map<Integer, String> rows = new TreeMap<>();
    for (Committed transaction : history) {
      if (transaction.at() < at) {
        for (Change change : transaction.changes()) {
          if (change.table() == table) {
            change
                .value()
                .ifPresentOrElse(v -> rows.put(change.key(), v), () -> rows.remove(change.key()));
          }
        }
      }
    }
    return rows;
  }

  /**
   * The next transaction with {@code at >= from} as the walsender would send it now; empty at the
   * end of the WAL.
   */
  Optional<Committed> next(Feed feed, long from) {
    // The server forwards a start below the confirmed position without a word.
    long start = Math.max(from, feed.confirmed);
    return history.stream()
        .filter(t -> t.at() >= start)
        .findFirst()
        .map(t -> new Committed(t.at(), t.end(), t.xid(), visible(feed, t)));
  }

  private List<Change> visible(Feed feed, Committed transaction) {
    return transaction.changes().stream().filter(c -> isSent(feed, c, transaction.at())).toList();
  }

  private boolean isSent(Feed feed, Change change, long commit) {
    boolean member = false;
    boolean alteredMeanwhile = false;
    for (Membership m : feed.memberships) {
      if (m.table() == change.table() && m.position() < commit) {
        alteredMeanwhile |= m.position() > change.position();
        member = m.position() <= change.position() ? m.member() : member;
      }
    }
    return alteredMeanwhile ? random.nextBoolean() : member;
  }

  /** Each key that {@code changes} touch in {@code table}, with its last value. */
  static Map<Integer, String> finalStates(List<Change> changes, long table) {
    Map<Integer, String> states = new HashMap<>();
    for (Change change : changes) {
      if (change.table() == table) {
        states.put(change.key(), change.value().orElse(""));
      }
    }
    return states;
  }
}
