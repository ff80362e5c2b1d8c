package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.kafka.RowRecords.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Tells consumers that another relation flows: by headers on the first row of it in each partition.
 * Which partitions still lack it is part of the progress record, so that it comes exactly once,
 * whoever writes that row. Not thread-safe.
 */
final class Announcement {

  /** The version's number, in decimal. */
  static final String VERSION_HEADER = "headgate-version";

  /** The name of the relation that flows. */
  static final String RELATION_HEADER = "headgate-relation";

  /** T, from which it flows; compares with {@link TransactionalWriter#TIMESTAMP_HEADER}. */
  static final String CUTOVER_TIMESTAMP_HEADER = "headgate-cutover-timestamp";

  /** The id of the cutover that led to it. */
  static final String CUTOVER_HEADER = "headgate-cutover";

  // Lengths of a header's name and value in a record of format 2.
  private static final int LENGTHS = 4;

  private final Version version;
  private final List<Header> headers;
  private final IntSupplier room;
  private final Set<Integer> missing;
  private Set<Integer> committed;

  private Announcement(
      Version version, List<Header> headers, IntSupplier room, Set<Integer> missing) {
    this.version = version;
    this.headers = headers;
    this.room = room;
    this.missing = new TreeSet<>(missing);
    this.committed = Set.copyOf(missing);
  }

  /** That of a writer that was told of no version. */
  static Announcement none() {
    return new Announcement(Version.FIRST, List.of(), () -> 0, Set.of());
  }

  /**
   * That of the record's version, for the partitions that lack it.
   *
   * @param room how many bytes key and value of a row may surely have together
   */
  static Announcement of(LiveRecord record, IntSupplier room) {
    return record
        .cutover()
        .map(
            cutover ->
                new Announcement(
                    record.version(),
                    List.of(
                        header(VERSION_HEADER, Integer.toString(record.version().number())),
                        header(RELATION_HEADER, record.relation().name()),
                        header(
                            CUTOVER_TIMESTAMP_HEADER, record.history().getLast().at().toString()),
                        header(CUTOVER_HEADER, cutover.id())),
                    room,
                    cutover.unannounced()))
        .orElseGet(Announcement::none);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The stamp of a row: with the announcement if its partition lacks it and the row has room for
   * it. A row so large that it would no longer fit leaves it to the next one.
   *
   * @param length bytes of its key and value
   */
  Stamp on(Stamp plain, int partition, int length) {
    if (missing.isEmpty() || !missing.contains(partition) || length > room.getAsInt() - size()) {
      return plain;
    }
    missing.remove(partition);
    return plain.with(headers);
  }

  private int size() {
    return headers.stream().mapToInt(h -> RowRecords.bytes(h) + LENGTHS).sum();
  }

  /** The record with what it is to say once the rows sent so far are committed with it. */
  LiveRecord committing(LiveRecord record) {
    if (record.cutover().isEmpty() || !record.version().equals(version)) {
      return record;
    }
    committed = Set.copyOf(missing);
    return record.cutover().get().unannounced().equals(missing)
        ? record
        : record.unannouncedIn(missing);
  }

  /** What was sent since the last commit announced nothing. */
  void abort() {
    missing.addAll(committed);
  }
}
