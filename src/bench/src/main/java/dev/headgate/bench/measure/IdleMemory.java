package dev.headgate.bench.measure;

import dev.headgate.bench.machine.CpuMeter;
import dev.headgate.bench.machine.Proc;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.stage.SinkUnderLoad;
import dev.headgate.bench.stage.WorkerMetrics;

/** What a worker with one sink takes that has nothing to do. */
public record IdleMemory() implements Measurement {

  private static final int SECONDS = 30;

  /**
   * What came out.
   *
   * @param startUpSeconds from the start of the process until the new sink streams: its topic, its
   *     publication and its slot are made meanwhile
   * @param memory at the end of the idle time
   * @param cpu of the idle time
   */
  public record Figures(
      double startUpSeconds,
      int idleSeconds,
      Quiet.Answer before,
      Proc.Memory memory,
      CpuMeter.Use cpu,
      WorkerMetrics worker) {}

  @Override
  public Figures measure(Surroundings on) throws Exception {
    var database = on.servers().database();
    Orders.create(database, 2);
    try (var sink =
        SinkUnderLoad.prepare(on.servers(), database, on.launch(), Orders.TABLE, Orders.KEY)) {
      double startUp = sink.start();
      var before = on.settle();
      var meter = CpuMeter.start(on.proc(), on.families(sink));
      // Not waited for: time without anything to do is what is measured.
      Thread.sleep(SECONDS * 1000L);
      var cpu = meter.stop();
      on.requireRecords(sink, 0);
      return new Figures(
          startUp, SECONDS, before, on.proc().memory(sink.pid()), cpu, sink.metrics());
    }
  }
}
