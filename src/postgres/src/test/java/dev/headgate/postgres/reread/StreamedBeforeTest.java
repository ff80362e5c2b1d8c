package dev.headgate.postgres.reread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.reread.SimulatedServer.Commit;
import dev.headgate.postgres.snapshot.VisibleTransactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StreamedBeforeTest {

  /** What may be left out, to see that it is missed. */
  private enum Rule {
    NOTHING,
    THE_FLOOR,
    WHAT_WAS_STREAMED_BEFORE,
    A_RECORDING_FROM_BEFORE_THE_SNAPSHOT,
    THE_OVERLAY,
    THE_SKIPPING,
    THE_FIRST_TIMESTAMP
  }

  @Property(tries = 20_000)
  void everyTransactionBeforeTIsInTheContentsOnceAndNoOtherIs(@ForAll long seed) {
    assertThat(difference(new SplittableRandom(seed), Rule.NOTHING)).isEmpty();
  }

  @Example
  void withoutAnyOneOfTheRulesContentsAreWrong() {
    for (var rule : Rule.values()) {
      long wrong =
          LongStream.range(0, 3_000)
              .filter(seed -> difference(new SplittableRandom(seed), rule).isPresent())
              .count();

      if (rule == Rule.NOTHING) {
        assertThat(wrong).isZero();
      } else {
        assertThat(wrong).as("wrong contents without %s", rule).isPositive();
      }
    }
  }

  /** Runs a server, a stream that lags behind it, a process that is replaced, and a read. */
  private static Optional<String> difference(SplittableRandom random, Rule without) {
    var server = new SimulatedServer(random);
    steps(server, random, 60);

    // A process goes on from where an earlier one left off, behind where that one had read.
    int position = random.nextInt(server.commits.size() + 1);
    var streamed = new StreamedTransactions(random.nextInt(1, 40));
    steps(server, random, 10);
    position = stream(server, streamed, position, random);
    position = learnFloor(server, streamed, position, random, without);
    steps(server, random, 20);

    int recordedFrom = position;
    var before =
        without == Rule.WHAT_WAS_STREAMED_BEFORE
            ? new StreamedBefore(OptionalLong.empty(), new int[0])
            : streamed.before();
    position = stream(server, streamed, position, random);

    var snapshot = server.snapshot();
    for (int tries = 0; !before.allows(snapshot); tries++) {
      if (tries == 50) {
        server.finishAll();
      }
      server.step();
      snapshot = server.snapshot();
    }
    long notBefore = server.insertLsn();
    steps(server, random, 30);
    position = stream(server, streamed, position, random);
    if (without == Rule.A_RECORDING_FROM_BEFORE_THE_SNAPSHOT) {
      recordedFrom = position;
    }
    steps(server, random, 20);

    long at = at(server, notBefore, position, random, without);
    return compare(server, snapshot, recordedFrom, at, without);
  }

  private static void steps(SimulatedServer server, SplittableRandom random, int most) {
    for (int i = random.nextInt(most); i > 0; i--) {
      server.step();
    }
  }

  private static int stream(
      SimulatedServer server,
      StreamedTransactions streamed,
      int position,
      SplittableRandom random) {
    int to = position + random.nextInt(server.commits.size() - position + 1);
    server.commits.subList(position, to).forEach(c -> streamed.begin((int) c.xid()));
    return to;
  }

  /** As the loop does beside its work: a floor, and now and then how far all are finished. */
  private static int learnFloor(
      SimulatedServer server,
      StreamedTransactions streamed,
      int from,
      SplittableRandom random,
      Rule without) {
    int position = from;
    while (streamed.needsFloor()) {
      long forgotten = streamed.forgotten();
      long floor = without == Rule.THE_FLOOR ? 0 : server.takeFloor();
      position = stream(server, streamed, position, random);
      streamed.floorTaken(floor, forgotten);
      if (random.nextBoolean()) {
        streamed.passed(server.snapshot().xmin());
      }
    }
    return position;
  }

  /** A boundary that the stream comes to, not before the snapshot's first timestamp. */
  private static long at(
      SimulatedServer server, long notBefore, int position, SplittableRandom random, Rule without) {
    var later = new ArrayList<Long>();
    later.add(server.insertLsn());
    for (var commit : server.commits.subList(position, server.commits.size())) {
      later.add(commit.lsn());
    }
    if (without != Rule.THE_FIRST_TIMESTAMP) {
      later.removeIf(lsn -> lsn < notBefore);
    }
    return later.get(random.nextInt(later.size()));
  }

  private static Optional<String> compare(
      SimulatedServer server,
      VisibleTransactions snapshot,
      int recordedFrom,
      long at,
      Rule without) {
    var known = new KnownSnapshot(snapshot, Timestamp.ZERO);
    for (int i = 0; i < server.commits.size(); i++) {
      Commit commit = server.commits.get(i);
      boolean shown = server.shows(snapshot, commit);
      boolean skipped = without != Rule.THE_SKIPPING && known.shows((int) commit.xid());
      boolean overlaid =
          without != Rule.THE_OVERLAY && i >= recordedFrom && commit.lsn() < at && !skipped;
      int times = (shown ? 1 : 0) + (overlaid ? 1 : 0);
      if (times != (commit.lsn() < at ? 1 : 0)) {
        return Optional.of("%s is there %d times at %d".formatted(commit, times, at));
      }
    }
    return Optional.empty();
  }

  @Example
  void aFloorIsPassedOnlyByASnapshotWhoseXminIsHigher() {
    var before = new StreamedBefore(OptionalLong.of(100), new int[0]);

    assertThat(before.allows(new VisibleTransactions(100, 120, Set.of(100L)))).isFalse();
    assertThat(before.allows(new VisibleTransactions(101, 120, Set.of()))).isTrue();
    assertThat(before.waitsFor(99, new VisibleTransactions(99, 120, Set.of(99L)))).isTrue();
    assertThat(before.waitsFor(101, new VisibleTransactions(101, 120, Set.of(101L)))).isFalse();
  }

  @Example
  void tooMuchToRememberIsForgottenAndNeedsAnotherFloor() {
    var streamed = new StreamedTransactions(3);
    streamed.floorTaken(50, 0);
    for (int xid : List.of(51, 52, 53)) {
      streamed.begin(xid);
    }
    assertThat(streamed.needsFloor()).isFalse();

    streamed.begin(54);

    assertThat(streamed.needsFloor()).isTrue();
    assertThatThrownBy(streamed::before).isInstanceOf(IllegalStateException.class);
    streamed.floorTaken(53, 0);
    assertThat(streamed.needsFloor()).as("a floor taken before it was forgotten").isTrue();
    streamed.floorTaken(60, streamed.forgotten());
    assertThat(streamed.before().allows(new VisibleTransactions(61, 61, Set.of()))).isTrue();
  }

  @Example
  void whatIsFinishedNeedNotBeRemembered() {
    var streamed = new StreamedTransactions(10);
    streamed.floorTaken((5L << 32) - 10, 0);
    streamed.begin(-5);
    streamed.begin(3);

    streamed.passed((5L << 32) + 2);

    var before = streamed.before();
    assertThat(before.waitsFor(-5, new VisibleTransactions(2, 9, Set.of()))).isFalse();
    assertThat(before.waitsFor(3, new VisibleTransactions(2, 9, Set.of()))).isTrue();
  }
}
