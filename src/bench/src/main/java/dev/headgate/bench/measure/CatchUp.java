package dev.headgate.bench.measure;

import dev.headgate.bench.figures.Climb;
import dev.headgate.bench.figures.Durations;
import dev.headgate.bench.machine.CpuMeter;
import dev.headgate.bench.machine.Proc;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.stage.SinkUnderLoad;
import dev.headgate.bench.stage.WorkerMetrics;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.time.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How fast a worker that was away catches up with a backlog, and in the same round how fast others
 * read the same changes from copies of its slot.
 *
 * @param changes of each round
 * @param transaction changes of one upstream transaction
 * @param recvlogical where {@code pg_recvlogical} is, if that was said
 */
public record CatchUp(int changes, int transaction, int rounds, Optional<Path> recvlogical)
    implements Measurement {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration ASK = Duration.ofMillis(200);
  private static final String COPY_FOR_PROGRAM = "bench_pg_recvlogical";
  private static final String COPY_FOR_READER = "bench_plain_reader";

  /**
   * What came out.
   *
   * @param ratioToPgRecvlogical the medians' ratio; empty without that program
   * @param missing what could not be run
   */
  public record Figures(
      int changes,
      int changesPerTransaction,
      Range sinkPerSecond,
      Range sinkPerSecond10to90,
      List<Range> pgRecvlogicalPerSecond,
      Range plainReaderPerSecond,
      List<Double> ratioToPgRecvlogical,
      double ratioToPlainReader,
      List<String> missing,
      List<Round> rounds) {}

  /** The least, the middle and the most of all rounds. */
  public record Range(double min, double median, double max) {
    static Range of(List<Round> rounds, ToDoubleFunction<Round> figure) {
      double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
      return new Range(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
  }

  /** One round. The lists of one hold what could be run. */
  public record Round(SinkRun sink, List<ReaderRun> pgRecvlogical, ReaderRun plainReader) {}

  /**
   * How the sink did.
   *
   * @param startUpSeconds from the start of the process until it streams
   * @param firstRecordSeconds from the start of the process until a record is visible
   * @param startUpCpuSeconds what the worker had used when it streamed
   * @param cpu from the start of the process to the end
   * @param memory at the end
   */
  public record SinkRun(
      Quiet.Answer before,
      Climb climb,
      double startUpSeconds,
      double firstRecordSeconds,
      double startUpCpuSeconds,
      CpuMeter.Use cpu,
      Proc.Memory memory,
      WorkerMetrics worker) {}

  /** How a reader did that throws away what it gets; its start is part of the time. */
  public record ReaderRun(
      Quiet.Answer before, String reader, double seconds, double perSecond, CpuMeter.Use cpu) {}

  private interface Reading {
    void run() throws Exception;
  }

  @Override
  public Figures measure(Surroundings on) throws Exception {
    var program = PgRecvlogical.find(recvlogical);
    var done = new ArrayList<Round>();
    var database = on.servers().database();
    var orders = Orders.create(database, transaction);
    try (var sink =
        SinkUnderLoad.prepare(on.servers(), database, on.launch(), Orders.TABLE, Orders.KEY)) {
      sink.start();
      var upstream = sink.record().upstream();
      sink.stop();
      for (int i = 1; i <= rounds; i++) {
        on.progress().accept("  round %d of %d: writing %d changes".formatted(i, rounds, changes));
        done.add(new InRound(on, sink, upstream, orders, program).run());
        on.requireRecords(sink, (long) changes * i);
      }
    }
    return figures(done, program);
  }

  private Figures figures(List<Round> done, Optional<PgRecvlogical> program) {
    var sink = Range.of(done, r -> r.sink().climb().perSecond());
    var plain = Range.of(done, r -> r.plainReader().perSecond());
    var server =
        program.stream()
            .map(p -> Range.of(done, r -> r.pgRecvlogical().getFirst().perSecond()))
            .toList();
    return new Figures(
        changes,
        transaction,
        sink,
        Range.of(done, r -> r.sink().climb().perSecond10to90()),
        server,
        plain,
        server.stream().map(s -> ratio(sink, s)).toList(),
        ratio(sink, plain),
        program.isPresent()
            ? List.of()
            : List.of("pg_recvlogical: not found; -Dbench.recvlogical says where it is"),
        done);
  }

  private static double ratio(Range one, Range other) {
    return Math.round(one.median() / other.median() * 1000) / 1000.0;
  }

  /** One round's work. The worker is away before and after it. */
  private final class InRound {
    private final Surroundings on;
    private final SinkUnderLoad sink;
    private final Upstream upstream;
    private final Orders orders;
    private final Optional<PgRecvlogical> program;

    InRound(
        Surroundings on,
        SinkUnderLoad sink,
        Upstream upstream,
        Orders orders,
        Optional<PgRecvlogical> program) {
      this.on = on;
      this.sink = sink;
      this.upstream = upstream;
      this.orders = orders;
      this.program = program;
    }

    Round run() throws Exception {
      var slots = new ReplicationSlots(sink.database());
      slots.copy(upstream.slot(), COPY_FOR_PROGRAM);
      slots.copy(upstream.slot(), COPY_FOR_READER);
      var end = orders.write(changes);

      var bySink = sink(end);
      var byProgram = new ArrayList<ReaderRun>();
      if (program.isPresent()) {
        byProgram.add(
            reader(
                program.get().version(),
                () ->
                    program
                        .get()
                        .receive(sink.database(), COPY_FOR_PROGRAM, upstream.publication(), end)));
      }
      var from = slots.confirmed(COPY_FOR_READER);
      var byReader =
          reader(
              "pgjdbc and the sink's decoder",
              () ->
                  requireAll(
                      PlainReader.read(
                          sink.connections().postgres(),
                          COPY_FOR_READER,
                          upstream.publication(),
                          from,
                          end)));
      slots.drop(COPY_FOR_PROGRAM);
      slots.drop(COPY_FOR_READER);
      return new Round(bySink, byProgram, byReader);
    }

    private SinkRun sink(Timestamp end) throws Exception {
      var before = on.settle();
      on.progress().accept("  the sink");
      var visibility = Visibility.watch(sink.topic());
      var meter = CpuMeter.start(on.proc(), on.servers().families());
      long began = System.nanoTime();
      double startUp = sink.start();
      double startUpCpu = on.proc().seconds(sink.pid());
      sink.awaitFrontier(end, LIMIT, ASK);
      var cpu = meter.stop(Map.of("worker", sink.pid()));
      var looks = visibility.stop();
      var climb = Climb.of(looks, changes);
      on.progress()
          .accept(
              "  %.0f changes/s, %.0f between 10 and 90 %%"
                  .formatted(climb.perSecond(), climb.perSecond10to90()));
      var run =
          new SinkRun(
              before,
              climb,
              startUp,
              Durations.seconds(Climb.firstRise(looks).nanos() - began),
              startUpCpu,
              cpu,
              on.proc().memory(sink.pid()),
              sink.metrics());
      sink.stop();
      return run;
    }

    private ReaderRun reader(String name, Reading reading) throws Exception {
      var before = on.settle();
      on.progress().accept("  " + name);
      var meter = CpuMeter.start(on.proc(), on.servers().families());
      long began = System.nanoTime();
      reading.run();
      double seconds = Durations.seconds(System.nanoTime() - began);
      var run = new ReaderRun(before, name, seconds, Math.round(changes / seconds), meter.stop());
      on.progress().accept("  %.0f changes/s".formatted(run.perSecond()));
      return run;
    }

    private void requireAll(long read) {
      if (read != changes) {
        throw new IllegalStateException(
            "The plain reader got %d changes of %d".formatted(read, changes));
      }
    }
  }
}
