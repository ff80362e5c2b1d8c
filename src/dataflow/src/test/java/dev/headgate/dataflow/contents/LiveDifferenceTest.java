package dev.headgate.dataflow.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.row.Rows;
import dev.headgate.dataflow.row.ValueError;
import dev.headgate.dataflow.time.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LiveDifferenceTest {

  private static final long PLENTY = 64 << 20;

  private final MemoryFiles files = new MemoryFiles();

  @Property(tries = 1_000)
  void reconcileWritesExactlyTheKeysInWhichTheRelationsDiffer(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int keys,
      @ForAll @IntRange(max = 4_000) int maxBytes,
      @ForAll @IntRange(max = 4_000) int recordedInMemory) {
    var scenario = new Scenario(seed, keys);
    var recorder = recorder(Repair.RECONCILE, recordedInMemory);
    var storage = new SpillPast(files, maxBytes);
    try (var difference =
        Difference.of(
            Repair.RECONCILE,
            scenario.read(Tables.OLD, storage, maxBytes),
            scenario.read(Tables.NEW, storage, maxBytes),
            storage)) {
      var live = new LiveDifference(difference, recorder);

      streamAll(
          scenario,
          recorder,
          seed,
          count -> {
            var old = scenario.after(count, Tables.OLD);
            var next = scenario.after(count, Tables.NEW);
            var wrong = new HashMap<>(next);
            wrong.entrySet().removeAll(old.entrySet());
            requireEmitted(live, wrong, minus(old.keySet(), next.keySet()), old.keySet());
          });
    }
    recorder.close();
    assertThat(files.open()).isZero();
  }

  @Property(tries = 1_000)
  void refreshWritesAllOfNewAndTombstonesForTheOtherKeysOfTheTopic(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int keys,
      @ForAll @IntRange(max = 4_000) int maxBytes,
      @ForAll @IntRange(max = 4_000) int recordedInMemory) {
    var random = new SplittableRandom(seed + 1);
    var scenario = new Scenario(seed, keys);
    var recorder = recorder(Repair.REFRESH, recordedInMemory);
    var storage = new SpillPast(files, maxBytes);
    var held = new HashSet<String>();
    for (int i = 0; i < keys; i++) {
      if (random.nextBoolean()) {
        held.add("k" + random.nextInt(2 * keys));
      }
    }
    int written = random.nextInt(scenario.lastShown + 1);
    try (var difference =
        Difference.of(
            Repair.REFRESH,
            scenario.topic(held, written, storage, maxBytes),
            scenario.read(Tables.NEW, storage, maxBytes),
            storage)) {
      var live = new LiveDifference(difference, recorder);

      streamAll(
          scenario,
          recorder,
          seed,
          count -> {
            var next = scenario.after(count, Tables.NEW);
            var there = scenario.heldAfter(held, count);
            requireEmitted(live, next, minus(there, next.keySet()), there);
          });
    }
    recorder.close();
    assertThat(files.open()).isZero();
  }

  private Recorder recorder(Repair repair, long maxBytes) {
    return new Recorder(
        repair,
        Optional.of(Tables.encoding(Tables.OLD)),
        Tables.encoding(Tables.NEW),
        Tables.shapes(),
        Scenario.upperAfter(0),
        files,
        maxBytes);
  }

  private interface Check {
    void after(int transactions);
  }

  /**
   * Tells the snapshot somewhere, be it amid a transaction, and checks wherever it can be used.
   * Before that some transactions are forgotten.
   */
  private static void streamAll(Scenario scenario, Recorder recorder, long seed, Check check) {
    int count = scenario.transactions.size();
    var random = new SplittableRandom(seed + 2);
    int told = random.nextInt(count + 1);
    int forgetting = random.nextInt(count + 1);
    var certain = new HashSet<Integer>();
    scenario.transactions.stream()
        .filter(t -> t.shown() && random.nextBoolean())
        .forEach(t -> certain.add(t.xid()));
    Runnable tell =
        () -> recorder.snapshotTaken(scenario::isShown, Scenario.upperAfter(scenario.lastShown));
    if (told == count) {
      tell.run();
    }
    for (int i = 0; i < count; i++) {
      checkIfReady(recorder, i, scenario, check);
      if (i == forgetting) {
        recorder.forget(certain::contains);
      }
      Scenario.stream(recorder, scenario.transactions.get(i), i + 1, i == told ? tell : () -> {});
    }
    assertThat(recorder.isReady()).isTrue();
    check.after(count);
  }

  private static void checkIfReady(Recorder recorder, int count, Scenario scenario, Check check) {
    if (recorder.isReady()) {
      assertThat(count).as("ready too early").isGreaterThanOrEqualTo(scenario.lastShown);
      check.after(count);
    }
  }

  private static void requireEmitted(
      LiveDifference live, Map<String, String> upserts, Set<String> tombstones, Set<String> old) {
    var emitted = new Tables.Collected();
    var estimate = live.estimate();
    var measured = live.measure();

    var counts = live.emit(emitted);

    assertThat(emitted.upserts).isEqualTo(upserts);
    assertThat(emitted.tombstones.keySet()).isEqualTo(tombstones);
    long stale = upserts.keySet().stream().filter(old::contains).count();
    assertThat(counts)
        .isEqualTo(new Counts(stale, upserts.size() - stale, tombstones.size(), emitted.bytes))
        .isEqualTo(measured);
    assertThat(counts.messages()).isLessThanOrEqualTo(estimate.messages());
  }

  private static Set<String> minus(Set<String> of, Set<String> without) {
    var result = new HashSet<>(of);
    result.removeAll(without);
    return result;
  }

  @Example
  void ofRowsWithTheSameKeyOneIsKeptAndTheOthersAreCounted() {
    var storage = new SpillPast(files, 0);
    try (var builder = new ContentsBuilder(storage, 1)) {
      var encoder = Tables.encoder(Tables.NEW, builder.writer());
      for (int i = 0; i < 50; i++) {
        encoder.insert(Rows.row("k" + i % 5, "v" + i % 7));
      }
      try (var contents = builder.finish()) {
        assertThat(contents.keys()).isEqualTo(5);
        assertThat(contents.duplicates()).isEqualTo(45);
      }
    }
    assertThat(files.open()).isZero();
    assertThat(files.created()).as("runs, and the merged file").isEqualTo(51);
  }

  @Example
  void aRowThatCannotBeWrittenEndsTheRecordingAndNothingElse() {
    var recorder = told(PLENTY);

    recorder.begin(new Timestamp(2000), 7);
    recorder.insert(Tables.NEW, Rows.row(null, "v"));
    recorder.insert(Tables.OLD, Rows.row("k", "v"));
    recorder.commit(new Timestamp(2001));

    assertThat(recorder.failure()).containsInstanceOf(ValueError.class);
    assertThat(recorder.isReady()).isFalse();
  }

  @Example
  void aTruncatedTableEndsTheRecordingAndOneThatIsNotReadDoesNot() {
    var recorder = told(PLENTY);

    recorder.begin(new Timestamp(2000), 7);
    recorder.truncate(77);
    assertThat(recorder.failure()).isEmpty();
    recorder.truncate(Tables.NEW);

    assertThat(recorder.failure()).containsInstanceOf(ContentsTruncated.class);
  }

  @Example
  void aStorageThatIsFullEndsTheRecordingBeforeAndAfterTheSnapshotIsKnown() {
    Storage full =
        () -> {
          throw new UncheckedIOException(new IOException("full"));
        };
    var waiting = recorder(full, 10_000);
    var told = recorder(full, 10_000);
    told.snapshotTaken(xid -> false, new Timestamp(1000));

    for (var recorder : List.of(waiting, told)) {
      recorder.begin(new Timestamp(2000), 7);
      for (int i = 0; i < 10_000; i++) {
        recorder.insert(Tables.NEW, Rows.row("k" + i, "v"));
      }
      assertThat(recorder.failure()).containsInstanceOf(UncheckedIOException.class);
      assertThat(recorder.bytes()).isZero();
    }
  }

  @Example
  void changesThatEveryLaterSnapshotShowsTakeNoRoomAnyMore() {
    var recorder = recorder(files, 10_000);
    for (int xid = 7; xid < 1_000; xid++) {
      recorder.begin(new Timestamp(1000 + xid), xid);
      recorder.insert(Tables.NEW, Rows.row("k" + xid, "v"));
      recorder.commit(new Timestamp(1001 + xid));
    }
    long before = recorder.bytes();

    recorder.forget(xid -> xid < 998);

    assertThat(recorder.bytes()).isPositive().isLessThan(before / 400);
    recorder.close();
    assertThat(files.open()).isZero();
  }

  @Example
  void oneKeyThatIsWrittenAgainAndAgainTakesLittleMemory() {
    var recorder = told(1 << 20);

    recorder.begin(new Timestamp(2000), 7);
    for (int i = 0; i < 200_000; i++) {
      recorder.insert(Tables.NEW, Rows.row("k", "v" + i));
    }

    assertThat(recorder.failure()).isEmpty();
    assertThat(files.created()).isZero();
  }

  @Example
  void nothingIsEmittedForATimestampThatTheSnapshotIsPast() {
    var recorder = recorder(PLENTY);
    recorder.snapshotTaken(xid -> true, new Timestamp(5000));
    var storage = new SpillPast(files, PLENTY);
    try (var difference =
        Difference.of(Repair.RECONCILE, empty(storage), empty(storage), storage)) {
      var live = new LiveDifference(difference, recorder);

      recorder.upper(new Timestamp(4999));
      assertThatThrownBy(live::measure).isInstanceOf(IllegalStateException.class);
      recorder.upper(new Timestamp(5000));
      assertThat(live.measure()).isEqualTo(Counts.NONE);
    }
  }

  private static Contents empty(Storage storage) {
    try (var builder = new ContentsBuilder(storage, 1)) {
      return builder.finish();
    }
  }

  private Recorder recorder(long maxBytes) {
    return recorder(files, maxBytes);
  }

  private static Recorder recorder(Storage storage, long maxBytes) {
    return new Recorder(
        Repair.RECONCILE,
        Optional.of(Tables.encoding(Tables.OLD)),
        Tables.encoding(Tables.NEW),
        Tables.shapes(),
        new Timestamp(1000),
        storage,
        maxBytes);
  }

  private Recorder told(long maxBytes) {
    var recorder = recorder(maxBytes);
    recorder.snapshotTaken(xid -> false, new Timestamp(1000));
    return recorder;
  }
}
