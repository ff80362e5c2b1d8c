package dev.headgate.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicKeysTest extends OnBroker {

  private static final int PARTITIONS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** One line a record: {@code held 0 key} or {@code deleted 2 key}. */
  private static final class Lines implements TopicKeys.KeyHandler {
    private final List<String> lines = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();

    @Override
    public void held(int partition, long offset, byte[] key) {
      add("held", partition, offset, key);
    }

    @Override
    public void deleted(int partition, long offset, byte[] key) {
      add("deleted", partition, offset, key);
    }

    private void add(String what, int partition, long offset, byte[] key) {
      lines.add("%s %d %s".formatted(what, partition, new String(key, UTF_8)));
      offsets.add(offset);
    }
  }

  @BeforeEach
  void createTopic() {
    topics.ensure(spec(topic, PARTITIONS));
  }

  @Test
  void keysOfAllPartitionsComeInTheOrderOfTheirOffsetsAndTombstonesAreTold() {
    var writer = opened();
    send(writer, 0, "a", "1");
    send(writer, 0, "b", "1");
    send(writer, 2, "c", "1");
    writer.commit(Records.live(1, 10));
    send(writer, 0, "a", "2");
    send(writer, 0, "b", null);
    writer.commit(Records.live(1, 11));

    var found = read();

    assertThat(found.lines.stream().filter(l -> l.contains(" 0 ")))
        .containsExactly("held 0 a", "held 0 b", "held 0 a", "deleted 0 b");
    assertThat(found.lines).contains("held 2 c").hasSize(5);
    assertThat(found.offsets).doesNotContain(-1L);
  }

  @Test
  void anEmptyTopicHasNoKeys() {
    assertThat(read().lines).isEmpty();
  }

  @Test
  void whatWasAbortedDoesNotCountAndRecordsWithoutAKeyArePassedOver() {
    var writer = opened();
    send(writer, 1, "a", "1");
    writer.commit(Records.live(1, 10));
    send(writer, 1, "gone", "1");
    send(writer, 2, "gone", "1");
    writer.abort();
    writer.send(new Timestamp(11), 1, null, bytes("1"));
    writer.commit(Records.live(1, 11));

    assertThat(read().lines).containsExactly("held 1 a");
  }

  @Test
  void whatIsOpenWhenTheReadBeginsIsWaitedForAndWhatComesLaterIsNotRead() throws Exception {
    var writer = opened();
    send(writer, 0, "a", "1");
    writer.commit(Records.live(1, 10));
    send(writer, 0, "open", "1");
    awaitEnd(3);
    var ended = new CountDownLatch(1);
    var read = CompletableFuture.supplyAsync(this::read).whenComplete((r, e) -> ended.countDown());
    assertThat(ended.await(1, TimeUnit.SECONDS)).isFalse();

    writer.commit(Records.live(1, 11));
    send(writer, 0, "later", "1");
    writer.commit(Records.live(1, 12));

    assertThat(read.get().lines).containsExactly("held 0 a", "held 0 open");
  }

  @Test
  void aReadThatIsHeldUpEndsInTime() {
    var writer = opened();
    send(writer, 1, "open", "1");
    awaitEnd(1);

    var keys = new TopicKeys(cluster, System::nanoTime);
    assertThatThrownBy(() -> keys.read(topic, PARTITIONS, Duration.ofSeconds(1), new Lines()))
        .isInstanceOf(IncompleteReadException.class)
        .hasMessageContaining("Topic %s partition 1".formatted(topic));
  }

  @Test
  void aReadCanBeCancelledBeforeAndWhileItRuns() throws Exception {
    var writer = opened();
    send(writer, 1, "a", "1");
    writer.commit(Records.live(1, 10));
    send(writer, 1, "open", "1");
    awaitEnd(3);
    var early = new TopicKeys(cluster, System::nanoTime);
    early.cancel();
    assertThatThrownBy(() -> early.read(topic, PARTITIONS, LIMIT, new Lines()))
        .isInstanceOf(CancellationException.class);

    var keys = new TopicKeys(cluster, System::nanoTime);
    var begun = new CountDownLatch(1);
    var read =
        CompletableFuture.runAsync(
            () ->
                keys.read(
                    topic,
                    PARTITIONS,
                    LIMIT,
                    new TopicKeys.KeyHandler() {
                      @Override
                      public void held(int partition, long offset, byte[] key) {
                        begun.countDown();
                      }

                      @Override
                      public void deleted(int partition, long offset, byte[] key) {}
                    }));
    begun.await();
    keys.cancel();

    assertThatThrownBy(read::get).hasCauseInstanceOf(CancellationException.class);
  }

  private Lines read() {
    var lines = new Lines();
    new TopicKeys(cluster, System::nanoTime).read(topic, PARTITIONS, LIMIT, lines);
    return lines;
  }

  private static void send(TransactionalWriter writer, int partition, String key, String value) {
    writer.send(new Timestamp(9), partition, bytes(key), value == null ? null : bytes(value));
  }

  /** Until so many records and markers are in the log. */
  private void awaitEnd(long records) {
    while (topics.endOffsets(topic, PARTITIONS).stream().mapToLong(o -> o).sum() < records) {
      Thread.onSpinWait();
    }
  }
}
