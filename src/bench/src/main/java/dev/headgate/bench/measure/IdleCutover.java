package dev.headgate.bench.measure;

import dev.headgate.bench.figures.Distribution;
import dev.headgate.bench.machine.CpuMeter;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.stage.SinkUnderLoad;
import dev.headgate.bench.stage.WorkerMetrics;
import java.util.List;

/**
 * How long a cutover takes, to and fro, where nobody writes to the database.
 *
 * @param cutovers how many
 */
public record IdleCutover(int cutovers) implements Measurement {

  private static final String OLD = "matview_1";
  private static final String NEW = "matview_2";

  /** Of a sink that has just been cut over, the next cutover is not what is measured. */
  private static final long PAUSE_MILLIS = 500;

  /**
   * What came out.
   *
   * @param editToCompleted from the edit until the operator knows that the cutover has completed,
   *     which it asks about every 10 ms
   */
  public record Figures(
      Quiet.Answer before, Distribution editToCompleted, CpuMeter.Use cpu, WorkerMetrics worker) {}

  @Override
  public Figures measure(Surroundings on) throws Exception {
    var database = on.servers().database();
    for (var table : List.of(OLD, NEW)) {
      database.execute(
          "CREATE TABLE %s (key_col bigint PRIMARY KEY, note text)".formatted(table),
          "INSERT INTO %s SELECT i, md5(i::text) FROM generate_series(1, 1000) i".formatted(table));
    }
    try (var sink = SinkUnderLoad.prepare(on.servers(), database, on.launch(), OLD, "key_col")) {
      sink.start();
      var before = on.settle();
      on.progress().accept("  %d cutovers".formatted(cutovers));
      var meter = CpuMeter.start(on.proc(), on.families(sink));
      var nanos = new long[cutovers];
      for (int i = 0; i < cutovers; i++) {
        Thread.sleep(PAUSE_MILLIS);
        long edited = System.nanoTime();
        sink.cutOverTo(i % 2 == 0 ? NEW : OLD);
        nanos[i] = System.nanoTime() - edited;
      }
      var cpu = meter.stop();
      on.requireRecords(sink, 0);
      return new Figures(before, Distribution.ofNanos(nanos), cpu, sink.metrics());
    }
  }
}
