package dev.headgate.worker.sink;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.kafka.ClientSettings;
import dev.headgate.kafka.CommitPoints;
import dev.headgate.kafka.KafkaCluster;
import dev.headgate.kafka.ProgressLog;
import dev.headgate.kafka.ProgressTopic;
import dev.headgate.kafka.Statistics;
import dev.headgate.kafka.TopicProblem;
import dev.headgate.kafka.Topics;
import dev.headgate.kafka.TransactionVersion;
import dev.headgate.kafka.TransactionalWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The Kafka side of one life of a sink: from the first look at the progress topic to the first
 * failure. Methods block; one caller at a time, but for {@link #statistics} and {@link #close}.
 */
final class Target implements AutoCloseable {

  private static final Duration BEYOND_TRANSACTIONS = Duration.ofSeconds(30);

  private final SinkId sink;
  private final String topic;
  private final ClientSettings settings;
  private final CommitPoints points;
  private final KafkaCluster cluster;
  private final Topics topics;
  private final ProgressLog progress;
  private volatile Optional<TransactionalWriter> writer = Optional.empty();
  private volatile boolean ordinary = true;
  private Observed.Statistics before = Observed.Statistics.NONE;

  Target(
      SinkId sink,
      String topic,
      Connections.Kafka connection,
      CommitPoints points,
      LongSupplier nanoTime) {
    this.sink = sink;
    this.topic = topic;
    this.settings = ClientSettings.of(connection);
    this.points = points;
    this.cluster = KafkaCluster.connect(settings);
    this.topics = new Topics(cluster, nanoTime);
    this.progress =
        new ProgressLog(cluster, settings.transactionTimeout().plus(BEYOND_TRANSACTIONS), nanoTime);
  }

  /** A first look, once the progress topic is there and the brokers keep their promises. */
  Optional<ProgressRecord> peek() {
    TransactionVersion.requireSafe(cluster);
    new ProgressTopic(cluster, topics).ensure();
    return progress.peek(sink);
  }

  /** Fences every older writer. */
  void fence() {
    open(settings);
  }

  Optional<ProgressRecord> read() {
    return progress.read(sink);
  }

  Topics topics() {
    return topics;
  }

  /**
   * Replaces the writer by one whose transactions may take that long; false if another process took
   * the sink over meanwhile.
   */
  boolean reopenFor(Duration transactions, String incarnation) {
    return reopen(settings.withTransactionTimeout(transactions), incarnation);
  }

  /**
   * Replaces the writer by an ordinary one; false if another process took the sink over meanwhile.
   */
  boolean reopen(String incarnation) {
    return reopen(settings, incarnation);
  }

  // The new writer fences whoever came in between, so the record must be looked at once more.
  private boolean reopen(ClientSettings with, String incarnation) {
    open(with);
    return read()
        .filter(LiveRecord.class::isInstance)
        .map(r -> ((LiveRecord) r).writer().incarnation().equals(incarnation))
        .orElse(false);
  }

  private void open(ClientSettings with) {
    var opened = new TransactionalWriter(with, sink, topic, points);
    replace(opened);
    ordinary = with == settings;
    opened.open();
  }

  private synchronized void replace(TransactionalWriter by) {
    before = statistics();
    writer.ifPresent(TransactionalWriter::close);
    writer = Optional.of(by);
  }

  /** Whether the writer's transactions may take as long as the Connection says. */
  boolean isOrdinary() {
    return ordinary;
  }

  TransactionalWriter writer() {
    return writer.orElseThrow();
  }

  /** What was written since this object was made. Any thread may ask. */
  synchronized Observed.Statistics statistics() {
    return writer.map(w -> before.plus(asObserved(w.statistics()))).orElse(before);
  }

  private static Observed.Statistics asObserved(Statistics s) {
    return new Observed.Statistics(
        s.messagesStaged(), s.messagesCommitted(), s.bytesStaged(), s.bytesCommitted());
  }

  /** What is wrong with the data topic, if anything. */
  List<TopicProblem> topicProblems(TopicIdentity expected) {
    return topics.verify(topic, expected);
  }

  @Override
  public void close() {
    writer.ifPresent(TransactionalWriter::close);
    cluster.close();
  }
}
