package dev.headgate.worker.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.contents.SpillPast;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.Slots;
import dev.headgate.postgres.SourceException;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.load.Tables;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.oracle.WalOracle;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.worker.spill.SpillDirectory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contents read beside a stream, brought up to one timestamp after the other, are what the oracle
 * says that they were there: under load with long, prepared and rolled back transactions, with
 * commits that are not waited for, with walsenders that are killed and processes that are replaced.
 */
@SharedServers
class RepairUnderLoadTest {

  private static final int ROUNDS = 12;
  private static final int TIMESTAMPS_A_ROUND = 20;

  /** What was written at a timestamp. */
  private record Written(Timestamp at, Matviews.Messages messages) {}

  private final PostgresServer postgres;

  @TempDir private Path directory;

  RepairUnderLoadTest(PostgresServer postgres) {
    this.postgres = postgres;
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void theDifferenceAtManyTimestampsIsWhatTheOracleSays(String synchronousCommit) throws Exception {
    var random = new SplittableRandom(11);
    var spill = new SpillDirectory(directory, 1 << 30);
    try (var database = TestDatabase.withTables(postgres)) {
      database.execute(
          "ALTER DATABASE %s SET synchronous_commit = %s"
              .formatted(database.name(), synchronousCommit));
      try (var oracle = WalOracle.open(postgres, database.name())) {
        var matviews = new Matviews(database);
        var from = matviews.makeSlot();
        var written = new ArrayList<Written>();
        var load = Load.start(postgres, database.name(), Load.Shape.usual(random.nextLong()));
        try {
          written.addAll(rounds(matviews, from, load, spill, random));
        } finally {
          load.stop();
        }
        requireExact(written, oracle);
      }
    }
    assertThat(spill.bytes()).isZero();
  }

  private static List<Written> rounds(
      Matviews matviews, Timestamp from, Load load, SpillDirectory spill, SplittableRandom random)
      throws Exception {
    var written = new ArrayList<Written>();
    var process = new StreamingProcess(matviews, Matviews.SLOT, from, new SpillPast(spill, 10_000));
    var frontier = from;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        if (round % 3 == 2) {
          process = replaced(process, matviews, frontier, spill, round % 2 == 0);
        }
        if (process.streamed.needsFloor()) {
          process.takeFloor();
        }
        process.prepare(process.record(), StreamingProcess.PATIENCE);
        for (int i = 0; i < TIMESTAMPS_A_ROUND; i++) {
          int more = process.transactions + random.nextInt(1, 12);
          var streaming = process;
          process.pollUntil(() -> streaming.transactions >= more && streaming.isReady());
          written.add(new Written(process.upper, process.write()));
        }
        frontier = process.upper;
        process.endPreparation();
        load.awaitMore(random.nextInt(30));
      }
      return written;
    } finally {
      process.close();
    }
  }

  /**
   * Another process goes on from where the last round ended, which the first one had passed: in the
   * midst of a preparation, with the walsender killed or not.
   */
  private static StreamingProcess replaced(
      StreamingProcess process,
      Matviews matviews,
      Timestamp frontier,
      SpillDirectory spill,
      boolean killed)
      throws Exception {
    process.record();
    int more = process.transactions + 20;
    process.pollUntil(() -> process.transactions >= more);
    if (killed) {
      matviews.database.ask(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '%s'"
              .formatted(Matviews.SLOT));
      pollUntilItFails(process);
    }
    process.close();
    try (var control = matviews.database.connect()) {
      new Slots(control).release(Matviews.SLOT);
    }
    return new StreamingProcess(matviews, Matviews.SLOT, frontier, new SpillPast(spill, 10_000));
  }

  private static void pollUntilItFails(StreamingProcess process) {
    long deadline = System.nanoTime() + StreamingProcess.PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        process.poll();
      } catch (SQLException | SourceException e) {
        return;
      }
    }
    throw new AssertionError("the stream outlived its walsender");
  }

  private static void requireExact(List<Written> written, WalOracle oracle) throws SQLException {
    var history = oracle.read();
    int messages = 0;
    for (var w : written) {
      long at = w.at().bits();
      var expected =
          Matviews.difference(
              Matviews.contents(history, Tables.MATVIEW_1, at),
              Matviews.contents(history, Tables.MATVIEW_2, at));
      assertThat(w.messages()).as("written at %s", w.at().toLsn()).isEqualTo(expected);
      messages += w.messages().upserts().size() + w.messages().tombstones().size();
    }
    assertThat(written).hasSize(ROUNDS * TIMESTAMPS_A_ROUND);
    assertThat(messages).as("messages in all").isGreaterThan(10 * written.size());
  }
}
