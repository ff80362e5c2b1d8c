package dev.headgate.postgres.reread;

import dev.headgate.postgres.snapshot.VisibleTransactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * What of a server decides whether a read is right: transactions get an id, write their commit
 * record, and become visible some time after that. The ids are about to wrap.
 */
final class SimulatedServer {

  /** A commit record: 64-bit id, and where it is. */
  record Commit(long xid, long lsn) {}

  private final SplittableRandom random;
  private final TreeSet<Long> running = new TreeSet<>();
  private final Set<Long> written = new HashSet<>();
  final List<Commit> commits = new ArrayList<>();
  private long nextXid;
  private long latestCompleted;
  private long insertLsn = 100;

  SimulatedServer(SplittableRandom random) {
    this.random = random;
    this.nextXid = (3L << 32) - random.nextInt(1, 60);
    this.latestCompleted = nextXid - 1;
  }

  /** Something happens in some transaction. */
  void step() {
    int choice = random.nextInt(10);
    if (choice < 4 || running.isEmpty()) {
      running.add(nextXid++);
      return;
    }
    var all = List.copyOf(running);
    long xid = all.get(random.nextInt(all.size()));
    if (written.contains(xid)) {
      // Under synchronous replication it may be long until a commit is visible.
      if (random.nextInt(3) == 0) {
        finish(xid);
      }
    } else if (choice == 4) {
      finish(xid); // rolled back
    } else {
      written.add(xid);
      commits.add(new Commit(xid, insertLsn));
      insertLsn += 10;
      if (random.nextInt(3) > 0) {
        finish(xid);
      }
    }
  }

  private void finish(long xid) {
    running.remove(xid);
    latestCompleted = Math.max(latestCompleted, xid);
  }

  void finishAll() {
    for (long xid : List.copyOf(running)) {
      finish(xid);
    }
  }

  /** As GetSnapshotData does. */
  VisibleTransactions snapshot() {
    long xmax = latestCompleted + 1;
    var unfinished = new HashSet<>(running.headSet(xmax));
    long xmin = running.isEmpty() ? xmax : Math.min(xmax, running.first());
    return new VisibleTransactions(xmin, xmax, unfinished);
  }

  /** {@code pg_current_xact_id()} in a transaction of its own. */
  long takeFloor() {
    long xid = nextXid++;
    latestCompleted = Math.max(latestCompleted, xid);
    return xid;
  }

  long insertLsn() {
    return insertLsn;
  }

  /** Whether what that transaction wrote is there for the snapshot. */
  boolean shows(VisibleTransactions snapshot, Commit commit) {
    return commit.xid() < snapshot.xmax() && !snapshot.unfinished().contains(commit.xid());
  }
}
