package dev.headgate.bench.measure;

import dev.headgate.bench.figures.Distribution;
import dev.headgate.bench.figures.Durations;
import dev.headgate.bench.figures.Silences;
import dev.headgate.bench.machine.CpuMeter;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.stage.Consumption;
import dev.headgate.bench.stage.Heard;
import dev.headgate.bench.stage.SinkUnderLoad;
import dev.headgate.bench.stage.WorkerMetrics;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * How long a consumer hears nothing when a sink is cut over, to and fro, while both relations are
 * written to: a thousand transactions a second, each of which updates ten rows of either, so that
 * the topic gets 10,000 records a second whichever is shown.
 *
 * @param cutovers how many
 */
public record CutoverSilence(int cutovers) implements Measurement {

  private static final int TRANSACTIONS_PER_SECOND = 1000;
  private static final int ROWS = 10;
  private static final int TABLE_ROWS = 20_000;
  private static final int WARM_UP_SECONDS = 10;
  private static final int SECONDS_A_CUTOVER = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String OLD = "matview_1";
  private static final String NEW = "matview_2";

  private static final String UPDATE =
      """
      WITH other AS (
        UPDATE matview_1 SET amount = ?, updated = clock_timestamp() WHERE key_col >= ? AND key_col < ?)
      UPDATE matview_2 SET amount = ?, updated = clock_timestamp() WHERE key_col >= ? AND key_col < ?
      """;

  /**
   * What came out.
   *
   * @param load in words
   * @param putToCompletedMillis from the first word of the new relation to the worker until the
   *     operator knows that the cutover has completed, which it asks about every 10 ms
   * @param putToCompleted their distribution
   * @param silences between records as they come to a consumer
   */
  public record Figures(
      String load,
      Quiet.Answer before,
      List<Double> putToCompletedMillis,
      Distribution putToCompleted,
      Silences silences,
      CpuMeter.Use cpu,
      WorkerMetrics worker) {}

  private record Cutover(Timestamp at, long nanos) {}

  @Override
  public Figures measure(Surroundings on) throws Exception {
    int seconds = 2 * WARM_UP_SECONDS + cutovers * SECONDS_A_CUTOVER;
    int transactions = seconds * TRANSACTIONS_PER_SECOND;
    var database = on.servers().database();
    for (var table : List.of(OLD, NEW)) {
      database.execute(
          "CREATE TABLE %s (key_col bigint PRIMARY KEY, amount numeric(10,2) NOT NULL, note text, updated timestamptz NOT NULL) WITH (fillfactor = 50)"
              .formatted(table),
          "INSERT INTO %s SELECT i, 0, md5(i::text) || md5((i * 7)::text), clock_timestamp() FROM generate_series(0, %d) i"
              .formatted(table, TABLE_ROWS - 1));
    }
    try (var sink = SinkUnderLoad.prepare(on.servers(), database, on.launch(), OLD, "key_col")) {
      sink.start();
      var before = on.settle();
      on.progress().accept("  %d s of load, %d cutovers".formatted(seconds, cutovers));
      var meter = CpuMeter.start(on.proc(), on.families(sink));
      var heard = new Heard((long) transactions * ROWS);
      List<Cutover> done;
      try (var consumption = new Consumption(sink.topic(), heard);
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var load = threads.submit(() -> write(database, transactions));
        done = cutOver(sink);
        load.get();
        consumption.await(LIMIT);
      }
      var cpu = meter.stop();
      on.requireRecords(sink, (long) transactions * ROWS);
      return new Figures(
          "%d transactions/s, each %d updates of OLD and %d of NEW"
              .formatted(TRANSACTIONS_PER_SECOND, ROWS, ROWS),
          before,
          done.stream().map(Cutover::nanos).map(Durations::millis).toList(),
          Distribution.ofNanos(done.stream().mapToLong(Cutover::nanos).toArray()),
          silences(heard, done.stream().map(Cutover::at).toList()),
          cpu,
          sink.metrics());
    }
  }

  /** Around the arrival of the first record of each cutover's new relation. */
  private static Silences silences(Heard heard, List<Timestamp> cutovers) {
    var moments = new long[cutovers.size()];
    Arrays.setAll(moments, i -> heard.firstFrom(cutovers.get(i)).orElseThrow());
    return Silences.of(heard.arrivals(), moments);
  }

  private static OpenLoop.Times write(TestDatabase database, int transactions) throws Exception {
    return new OpenLoop(TRANSACTIONS_PER_SECOND, transactions)
        .run(
            database,
            connection -> OpenLoop.inTurn(connection, CutoverSilence::parameters, UPDATE));
  }

  private static void parameters(PreparedStatement statement, int number) throws SQLException {
    long first = (long) number * ROWS % TABLE_ROWS;
    for (int i = 1; i <= 6; i += 3) {
      statement.setInt(i, number % 1_000_000);
      statement.setLong(i + 1, first);
      statement.setLong(i + 2, first + ROWS);
    }
  }

  private List<Cutover> cutOver(SinkUnderLoad sink) throws Exception {
    var done = new ArrayList<Cutover>();
    long begin = System.nanoTime();
    for (int i = 0; i < cutovers; i++) {
      OpenLoop.awaitTime(begin + (WARM_UP_SECONDS + (long) i * SECONDS_A_CUTOVER) * 1_000_000_000L);
      long asked = System.nanoTime();
      var at = sink.cutOverTo(i % 2 == 0 ? NEW : OLD);
      done.add(new Cutover(at, System.nanoTime() - asked));
    }
    return done;
  }
}
