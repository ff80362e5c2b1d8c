package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a version begins in the topic, and how consumers are told. */
class VersionStartsTest extends OnBroker {

  private static final int PARTITIONS = 3;
  private static final int PLENTY = 1_000_000;
  private static final Timestamp AT = new Timestamp(7);
  private static final Timestamp T = new Timestamp(500);
  private static final Relation TWO =
      new Relation("two", 2, new TableName("public", "two"), List.of(Column.same("k")));

  @BeforeEach
  void createTopic() {
    topics.ensure(spec(topic, PARTITIONS));
  }

  @Test
  void aVersionBeginsBehindTheRowsOfTheOneBeforeAlsoOfTheSameTransaction() {
    var writer = opened();
    send(writer, 0, "old");
    writer.commit(first());
    var known = ends();
    send(writer, 0, "old", "old");
    send(writer, 1, "old");

    var written = cutOver(writer, known);
    send(writer, 0, "new");
    send(writer, 1, "new");
    send(writer, 2, "new");
    writer.commit(written);

    assertThat(log.read(sink)).contains(written.unannouncedIn(Set.of()));
    assertThat(begins(written)).containsExactly(offsetOf(0, "old") + 1, 1L, known.get(2));
    requireJudgedRight(written);
  }

  @Test
  void rowsThatWaitForACommitUnderWayAreOfTheVersionInWhichTheyWereSent() throws Exception {
    var committing = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var writer = opened(settings, holdingFirst(committing, goOn));
    var known = ends();
    send(writer, 0, "old");
    writer.commitAsync(first());
    committing.await();
    send(writer, 0, "old");
    send(writer, 1, "old");
    goOn.countDown();

    var written = cutOver(writer, known);
    send(writer, 0, "new");
    send(writer, 1, "new");
    writer.commit(written);

    requireJudgedRight(written);
  }

  @Test
  void rowsOfTheNewVersionMayBeInTheTransactionThatBeginsIt() {
    var writer = opened();
    send(writer, 0, "old");
    send(writer, 1, "old");

    var next = next(ends());
    writer.beginVersion(next, () -> PLENTY);
    send(writer, 0, "new", "new");
    writer.beginVersion(next, () -> PLENTY);
    var written = (LiveRecord) writer.commitAsync(next).join();

    assertThat(log.read(sink)).contains(written);
    assertThat(written.cutover().orElseThrow().unannounced()).containsExactly(1, 2);
    assertThat(announced(0)).containsExactly(1L);
    requireJudgedRight(written);
  }

  @Test
  void rowsThatWereGivenUpDoNotHideThoseThatWereCommitted() {
    var writer = opened();
    var known = ends();
    send(writer, 0, "old", "old");
    writer.commit(first());
    send(writer, 0, "given up");
    send(writer, 1, "given up");
    writer.abort();

    var written = cutOver(writer, known);
    send(writer, 0, "new");
    send(writer, 1, "new");
    writer.commit(written);

    assertThat(begins(written).getFirst()).isGreaterThanOrEqualTo(2L);
    requireJudgedRight(written);
  }

  @Test
  void theFirstRowInEachPartitionAndNoOtherSaysWhichVersionFlows() {
    var writer = opened();
    send(writer, 0, "old");
    var second = cutOver(writer, ends());

    send(writer, 0, "new", "new");
    var third = (LiveRecord) writer.commitAsync(second).join();
    send(writer, 0, "new");
    send(writer, 2, "new", "new");
    var fourth = (LiveRecord) writer.commitAsync(third).join();

    assertThat(third.cutover().orElseThrow().unannounced()).containsExactly(1, 2);
    assertThat(fourth.cutover().orElseThrow().unannounced()).containsExactly(1);
    assertThat(log.read(sink)).contains(fourth);
    assertThat(announced(0)).containsExactly(offsetOf(0, "new", 0));
    assertThat(announced(1)).isEmpty();
    assertThat(announced(2)).containsExactly(offsetOf(2, "new", 0));
    var row = committed(topic, 2).getFirst();
    assertThat(header(row, "headgate-version")).isEqualTo("2");
    assertThat(header(row, "headgate-relation")).isEqualTo("two");
    assertThat(header(row, "headgate-cutover-timestamp")).isEqualTo("500");
    assertThat(header(row, "headgate-cutover")).isEqualTo("cutover-id");
    assertThat(header(row, "headgate-timestamp")).isEqualTo("7");
  }

  @Test
  void anotherWriterGoesOnFromTheRecord() {
    var first = opened();
    var second = cutOver(first, ends());
    send(first, 0, "new");
    first.commit(second);
    send(first, 1, "lost with its writer");
    first.close();

    var next = opened();
    next.announce((LiveRecord) log.read(sink).orElseThrow(), () -> PLENTY);
    send(next, 0, "new");
    send(next, 1, "new");
    next.commit((LiveRecord) log.read(sink).orElseThrow());

    assertThat(announced(0)).containsExactly(offsetOf(0, "new", 0));
    assertThat(announced(1)).containsExactly(offsetOf(1, "new", 0));
  }

  @Test
  void whatARowThatWasGivenUpAnnouncedIsAnnouncedAgain() {
    var writer = opened();
    var second = cutOver(writer, ends());
    send(writer, 0, "given up");
    writer.abort();
    writer.commit(second);
    assertThat(log.read(sink)).contains(second);

    send(writer, 0, "new");
    writer.commit(second);

    assertThat(announced(0)).containsExactly(offsetOf(0, "new", 0));
  }

  @Test
  void aRowWithoutRoomForHeadersLeavesThemToTheNext() {
    var writer = opened();
    var next = next(ends());
    writer.beginVersion(next, () -> 1_000);
    var second = (LiveRecord) writer.commitAsync(next).join();

    writer.send(AT, 0, bytes("large"), new byte[900]);
    send(writer, 0, "small", "small");
    writer.commit(second);

    assertThat(announced(0)).containsExactly(offsetOf(0, "small", 0));
  }

  @Test
  void headersOfAnAnnouncementAreCountedAsBytes() {
    var writer = opened();
    var second = cutOver(writer, ends());
    int plain = ("kv" + "headgate-timestamp" + "7").length();
    int headers =
        String.join(
                "",
                "headgate-version",
                "2",
                "headgate-relation",
                "two",
                "headgate-cutover-timestamp",
                "500",
                "headgate-cutover",
                "cutover-id")
            .length();

    writer.send(AT, 0, bytes("k"), bytes("v"));
    writer.send(AT, 0, bytes("k"), bytes("v"));
    writer.commit(second);

    assertThat(writer.statistics().bytesStaged()).isEqualTo(2 * plain + headers);
    assertThat(writer.statistics().bytesCommitted()).isEqualTo(2 * plain + headers);
  }

  private List<Long> ends() {
    return topics.endOffsets(topic, PARTITIONS);
  }

  private LiveRecord first() {
    var r = Records.live(1, 10);
    return new LiveRecord(
        r.frontier(),
        r.version(),
        r.relation(),
        r.upstream(),
        r.carried(),
        r.writer(),
        r.cutover(),
        r.attemptsEnded(),
        r.ended(),
        new TopicIdentity("cluster", "topic", PARTITIONS),
        r.topicMatches(),
        List.of(new VersionEntry(Version.FIRST, "r", new Timestamp(1), List.of(0L, 0L, 0L))));
  }

  private LiveRecord next(List<Long> known) {
    var from = first();
    return from.cutOver(TWO, T, new CutoverRef("cutover-id", 0, from.relation()), false, known);
  }

  private LiveRecord cutOver(TransactionalWriter writer, List<Long> known) {
    var next = next(known);
    writer.beginVersion(next, () -> PLENTY);
    return (LiveRecord) writer.commitAsync(next).join();
  }

  private static List<Long> begins(LiveRecord record) {
    return record.history().getLast().offsets();
  }

  /** Every record that anybody can read is of the version that its key names. */
  private void requireJudgedRight(LiveRecord record) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (var row : committed(topic, partition)) {
        assertThat(record.producerOf(partition, row.offset()).orElseThrow().relation())
            .as("partition %d, offset %d, begins at %s", partition, row.offset(), begins(record))
            .isEqualTo(key(row).equals("old") ? "r" : "two");
      }
    }
  }

  private void send(TransactionalWriter writer, int partition, String... keys) {
    for (var key : keys) {
      writer.send(AT, partition, bytes(key), null);
    }
  }

  /** The offset of the last row with that key. */
  private long offsetOf(int partition, String key) {
    return offsets(partition, key).getLast();
  }

  private long offsetOf(int partition, String key, int index) {
    return offsets(partition, key).get(index);
  }

  private List<Long> offsets(int partition, String key) {
    return committed(topic, partition).stream()
        .filter(row -> key(row).equals(key))
        .map(ConsumerRecord::offset)
        .toList();
  }

  /** The offsets of the rows that say which version flows. */
  private List<Long> announced(int partition) {
    var offsets = new ArrayList<Long>();
    for (var row : committed(topic, partition)) {
      if (row.headers().lastHeader("headgate-version") != null) {
        offsets.add(row.offset());
      }
    }
    return offsets;
  }

  private static String key(ConsumerRecord<byte[], byte[]> row) {
    return new String(row.key(), StandardCharsets.UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> row, String name) {
    return new String(row.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static CommitPoints holdingFirst(CountDownLatch committing, CountDownLatch goOn) {
    return new CommitPoints() {
      @Override
      public void beforeCommit() {
        committing.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void afterCommit() {}
    };
  }
}
