package dev.headgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headgate.dataflow.time.Timestamp;
import java.lang.Thread.State;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TransactionalWriterTest extends OnBroker {

  private static final Timestamp AT = Timestamp.parse("18446744073709551615");

  @BeforeEach
  void createTopic() {
    topics.ensure(spec(topic, 2));
  }

  @Test
  void nothingIsVisibleBeforeTheCommitAndAllAfterIt() {
    var visibleBefore = new AtomicInteger(-1);
    var writer = opened(settings, before(() -> visibleBefore.set(committed(topic, 1).size())));
    var record = Records.live(1, 10);

    writer.send(AT, 1, bytes("k1"), bytes("v1"));
    writer.send(AT, 1, bytes("k2"), null);
    writer.commit(record);

    assertThat(visibleBefore).hasValue(0);
    assertThat(committed(topic, 1))
        .extracting(r -> text(r.key()), r -> text(r.value()), TransactionalWriterTest::timestamp)
        .containsExactly(tuple("k1", "v1", AT.toString()), tuple("k2", null, AT.toString()));
    assertThat(log.read(sink)).contains(record);
  }

  @Test
  void anAbortedTransactionLeavesNothingAndTheWriterGoesOn() {
    var writer = opened();

    writer.send(AT, 0, bytes("thrown away"), bytes("v"));
    writer.abort();
    writer.send(AT, 0, bytes("kept"), bytes("v"));
    writer.commit(Records.live(1, 10));

    assertThat(committed(topic, 0)).extracting(r -> text(r.key())).containsExactly("kept");
  }

  @Test
  void rowsSentDuringACommitComeInOrderWithTheNext() throws Exception {
    var committing = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var writer =
        opened(
            settings,
            before(
                () -> {
                  committing.countDown();
                  await(goOn);
                }));

    writer.send(AT, 0, bytes("0"), null);
    var first = writer.commitAsync(Records.live(1, 1));
    committing.await();
    LongStream.range(1, 100).forEach(i -> writer.send(AT, 0, bytes("" + i), null));
    assertThat(first).isNotDone();
    goOn.countDown();
    first.get();
    assertThat(committed(topic, 0)).hasSize(1);
    writer.commit(Records.live(1, 2));

    assertThat(committed(topic, 0))
        .extracting(r -> text(r.key()))
        .containsExactlyElementsOf(LongStream.range(0, 100).mapToObj(Long::toString).toList());
    assertThat(log.read(sink)).contains(Records.live(1, 2));
  }

  @Test
  @Timeout(30)
  void rowsBeyondTheLimitWaitForTheCommitUnderWay() throws Exception {
    var goOn = new CountDownLatch(1);
    var writer = opened(settings, before(() -> await(goOn)));
    var megabyte = new byte[1_000_000];
    writer.commitAsync(Records.live(1, 1));

    var sender =
        Thread.ofPlatform()
            .start(() -> LongStream.range(0, 20).forEach(i -> writer.send(AT, 0, null, megabyte)));
    // Seventeen wait, the next one does not fit.
    while (writer.statistics().messagesStaged() < 18 || sender.getState() != State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(writer.statistics().messagesStaged()).isEqualTo(18);
    goOn.countDown();
    sender.join();
    writer.commit(Records.live(1, 2));

    assertThat(committed(topic, 0)).hasSize(20);
  }

  @Test
  void aSecondWriterFencesTheFirst() {
    var first = opened();
    first.send(AT, 0, bytes("first"), null);

    var second = opened();

    assertThatThrownBy(() -> first.commit(Records.live(1, 10))).isInstanceOf(Fenced.class);
    second.send(AT, 0, bytes("second"), null);
    second.commit(Records.live(1, 11));
    assertThat(committed(topic, 0)).extracting(r -> text(r.key())).containsExactly("second");
    assertThat(log.read(sink)).contains(Records.live(1, 11));
  }

  @Test
  void aWriterFencedBetweenItsLastRecordAndItsCommitHasCommittedNothing() {
    var first = opened(settings, before(this::opened));

    first.send(AT, 0, bytes("first"), null);

    assertThatThrownBy(() -> first.commit(Records.live(1, 10))).isInstanceOf(Fenced.class);
    assertThat(committed(topic, 0)).isEmpty();
    assertThat(log.read(sink)).isEmpty();
  }

  @Test
  void aTransactionThatTimedOutIsNotCommitted() {
    var brief =
        ClientSettings.of(
            broker.connection(
                Map.of(
                    "transaction.timeout.ms", "1000",
                    "delivery.timeout.ms", "900",
                    "request.timeout.ms", "800")));
    var writer =
        opened(
            brief,
            before(
                () -> {
                  // Readers get past row and marker once the broker has given the transaction up.
                  while (lastStable(0) < 2) {
                    Thread.onSpinWait();
                  }
                }));

    writer.send(AT, 0, bytes("late"), null);

    assertThatThrownBy(() -> writer.commit(Records.live(1, 1))).isInstanceOf(WriterException.class);
    assertThat(committed(topic, 0)).isEmpty();
    assertThat(log.read(sink)).isEmpty();
  }

  @Test
  void aRowThatIsTooLargeEndsTheWriterAndGivesTheFacts() {
    var writer = opened();

    writer.send(AT, 1, bytes("key"), new byte[2_000_000]);

    assertThatThrownBy(() -> writer.commit(Records.live(1, 10)))
        .isInstanceOfSatisfying(
            SendFailed.class,
            failed -> {
              assertThat(failed.isTooLarge()).isTrue();
              assertThat(failed.rejected().topic()).isEqualTo(topic);
              assertThat(failed.rejected().partition()).isEqualTo(1);
              assertThat(failed.rejected().at()).contains(AT);
              assertThat(failed.rejected().keyBytes()).isEqualTo(3);
              assertThat(failed.rejected().valueBytes()).isEqualTo(2_000_000);
              assertThat(failed).hasMessageContaining("max.request.size");
            });
    assertThatThrownBy(() -> writer.send(AT, 1, bytes("key"), null)).isInstanceOf(SendFailed.class);
    assertThatThrownBy(writer::abort).isInstanceOf(SendFailed.class);
    writer.close();
    opened();
    assertThat(log.read(sink)).isEmpty();
  }

  @Test
  void aRecordTooLargeForTheBrokerAloneGivesTheFactsToo() {
    var large = ClientSettings.of(broker.connection(Map.of("max.request.size", "10000000")));
    var writer = opened(large, CommitPoints.NONE);
    var noise = new byte[2_000_000];
    new Random(1).nextBytes(noise);

    writer.send(AT, 0, bytes("small"), bytes("row"));
    writer.send(AT, 0, bytes("key"), noise);

    assertThatThrownBy(() -> writer.commit(Records.live(1, 10)))
        .isInstanceOfSatisfying(
            SendFailed.class,
            failed -> {
              assertThat(failed.isTooLarge()).isTrue();
              assertThat(failed.rejected().valueBytes()).isEqualTo(2_000_000);
            });
  }

  @Test
  void theHookAfterACommitFailsItsCallerButNotTheCommit() {
    var writer =
        opened(
            settings,
            new CommitPoints() {
              @Override
              public void beforeCommit() {}

              @Override
              public void afterCommit() {
                throw new IllegalStateException("crash");
              }
            });

    var commit = writer.commitAsync(Records.live(1, 10));

    assertThatThrownBy(commit::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(OutcomeUnknown.class);
    assertThat(log.read(sink)).contains(Records.live(1, 10));
  }

  @Test
  void rowsAndTheirBytesAreCountedWhenStagedAndWhenCommitted() {
    var writer = opened();
    long bytes = 0L + "key".length() + "value".length() + "headgate-timestamp".length() + 20;

    writer.send(AT, 0, bytes("key"), bytes("value"));
    assertThat(writer.statistics()).isEqualTo(new Statistics(1, 0, bytes, 0, 0));
    writer.commit(Records.live(1, 1));
    writer.commit(Records.live(1, 2));

    assertThat(writer.statistics()).isEqualTo(new Statistics(1, 1, bytes, bytes, 0));
  }

  @Test
  void whatIsToldOfASkippedRowIsCommittedWithTheRowsAndCountedApart() {
    var letters = topic + "-letters";
    topics.ensureDeadLetters(spec(topic, 1), letters);
    var writer = opened();

    writer.send(AT, 0, bytes("key"), bytes("value"));
    writer.sendLetter(letters, AT, 0, null, bytes("why"));
    assertThat(committed(letters, 0)).isEmpty();
    writer.commit(Records.live(1, 1));

    assertThat(committed(letters, 0))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.key()).isNull();
              assertThat(text(letter.value())).isEqualTo("why");
              assertThat(timestamp(letter)).isEqualTo(AT.toString());
            });
    assertThat(writer.statistics().rowsSkipped()).isEqualTo(1);
    assertThat(writer.statistics().messagesCommitted()).isEqualTo(1);

    writer.sendLetter(letters, AT, 0, null, bytes("never"));
    writer.abort();
    writer.commit(Records.live(1, 2));
    assertThat(committed(letters, 0)).hasSize(1);
    assertThat(writer.statistics().rowsSkipped()).isEqualTo(1);
  }

  private long lastStable(int partition) {
    try {
      var at = new TopicPartition(topic, partition);
      var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
      return admin
          .listOffsets(Map.of(at, OffsetSpec.latest()), options)
          .partitionResult(at)
          .get()
          .offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CommitPoints before(Runnable action) {
    return new CommitPoints() {
      @Override
      public void beforeCommit() {
        action.run();
      }

      @Override
      public void afterCommit() {}
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String timestamp(ConsumerRecord<byte[], byte[]> row) {
    return text(row.headers().lastHeader("headgate-timestamp").value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
