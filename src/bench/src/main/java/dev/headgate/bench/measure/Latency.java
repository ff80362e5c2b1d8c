package dev.headgate.bench.measure;

import dev.headgate.bench.figures.Distribution;
import dev.headgate.bench.machine.CpuMeter;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.stage.Consumption;
import dev.headgate.bench.stage.SinkUnderLoad;
import dev.headgate.bench.stage.WorkerMetrics;
import dev.headgate.testkit.oracle.ConfluentAvro;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * How long it takes from a statement to a consumer, at a steady thousand changes a second, each a
 * transaction of one row, inserts and updates of the inserted row in turn.
 *
 * @param seconds how long it is measured, after a warm-up
 */
public record Latency(int seconds) implements Measurement {

  private static final int PER_SECOND = 1000;
  private static final int WARM_UP_SECONDS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String INSERT = "INSERT INTO orders SELECT * FROM new_orders(?, 1)";
  private static final String UPDATE = "UPDATE orders SET status = 'shipped' WHERE id = ?";

  /** Away from the rows that are there before. */
  private static final long FIRST_ID = 1_000_000;

  /**
   * What came out.
   *
   * @param fromIntended from the time that the statement was to begin to the record's arrival
   * @param fromActual from the time just before the statement to the record's arrival
   * @param commit how long the statement took, its commit included
   */
  public record Figures(
      int changesPerSecond,
      int warmUpSeconds,
      int measuredSeconds,
      Quiet.Answer before,
      Distribution fromIntended,
      Distribution fromActual,
      Distribution commit,
      CpuMeter.Use cpu,
      WorkerMetrics worker) {}

  @Override
  public Figures measure(Surroundings on) throws Exception {
    int warmUp = WARM_UP_SECONDS * PER_SECOND;
    int count = warmUp + seconds * PER_SECOND;
    var database = on.servers().database();
    Orders.create(database, 2);
    try (var sink =
            SinkUnderLoad.prepare(on.servers(), database, on.launch(), Orders.TABLE, Orders.KEY);
        var avro = new ConfluentAvro(on.servers().registry().url())) {
      sink.start();
      var before = on.settle();
      on.progress().accept("  %d s of load".formatted(count / PER_SECOND));
      var meter = CpuMeter.start(on.proc(), on.families(sink));
      var arrived = new Arrived(count, avro);
      OpenLoop.Times times;
      try (var consumption = new Consumption(sink.topic(), arrived)) {
        times =
            new OpenLoop(PER_SECOND, count)
                .run(
                    database,
                    connection ->
                        OpenLoop.inTurn(
                            connection,
                            (statement, number) -> statement.setLong(1, FIRST_ID + number / 2),
                            INSERT,
                            UPDATE));
        consumption.await(LIMIT);
      }
      var cpu = meter.stop();
      on.requireRecords(sink, count);
      return new Figures(
          PER_SECOND,
          WARM_UP_SECONDS,
          seconds,
          before,
          between(times.intended(), arrived.nanos, warmUp),
          between(times.began(), arrived.nanos, warmUp),
          between(times.began(), times.ended(), warmUp),
          cpu,
          sink.metrics());
    }
  }

  private static Distribution between(long[] from, long[] to, int skip) {
    var durations = new long[from.length - skip];
    Arrays.setAll(durations, i -> to[i + skip] - from[i + skip]);
    return Distribution.ofNanos(durations);
  }

  /** When the record of each change came: of an id first the insert's, then the update's. */
  private static final class Arrived implements Consumption.Arrivals {
    private final long[] nanos;
    private final ConfluentAvro avro;
    private int count;

    Arrived(int changes, ConfluentAvro avro) {
      this.nanos = new long[changes];
      this.avro = avro;
    }

    @Override
    public boolean came(ConsumerRecords<byte[], byte[]> records, long now) throws Exception {
      for (var record : records) {
        long id = (Long) avro.read(record.key()).get(Orders.KEY);
        int insert = Math.toIntExact((id - FIRST_ID) * 2);
        int change = nanos[insert] == 0 ? insert : insert + 1;
        if (nanos[change] != 0) {
          throw new IllegalStateException("A third record of id %d came".formatted(id));
        }
        nanos[change] = now;
        count++;
      }
      return count == nanos.length;
    }
  }
}
