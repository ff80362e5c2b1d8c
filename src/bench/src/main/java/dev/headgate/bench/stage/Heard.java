package dev.headgate.bench.stage;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.TransactionalWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * When a consumer heard something, and the highest timestamp that had come by then.
 *
 * <p>Thread-safe.
 */
public final class Heard implements Consumption.Arrivals {

  private record Arrival(long nanos, Timestamp highest) {}

  private final long enough;
  private final List<Arrival> arrivals = new ArrayList<>();
  private long count;

  /**
   * Nothing yet.
   *
   * @param enough how many records there will be
   */
  public Heard(long enough) {
    this.enough = enough;
  }

  @Override
  public synchronized boolean came(ConsumerRecords<byte[], byte[]> records, long nanos) {
    var high = arrivals.isEmpty() ? Timestamp.ZERO : arrivals.getLast().highest();
    for (var record : records) {
      var at = timestamp(record);
      high = high.isBefore(at) ? at : high;
    }
    arrivals.add(new Arrival(nanos, high));
    count += records.count();
    return count >= enough;
  }

  private static Timestamp timestamp(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader(TransactionalWriter.TIMESTAMP_HEADER);
    return Timestamp.parse(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** All times at which something came, in order, as of {@link System#nanoTime}. */
  public synchronized long[] arrivals() {
    return arrivals.stream().mapToLong(Arrival::nanos).toArray();
  }

  /** When the first record at or beyond a timestamp came; empty if none has. */
  public synchronized OptionalLong firstFrom(Timestamp at) {
    return arrivals.stream()
        .filter(arrival -> !arrival.highest().isBefore(at))
        .mapToLong(Arrival::nanos)
        .findFirst();
  }

  /** When something came last; empty if nothing has. */
  public synchronized OptionalLong last() {
    return arrivals.isEmpty() ? OptionalLong.empty() : OptionalLong.of(arrivals.getLast().nanos());
  }

  /** Forgets what came before {@code nanos}, but for the last of it. */
  public synchronized void forgetBefore(long nanos) {
    int keep = 0;
    while (keep + 1 < arrivals.size() && arrivals.get(keep + 1).nanos() < nanos) {
      keep++;
    }
    arrivals.subList(0, keep).clear();
  }
}
