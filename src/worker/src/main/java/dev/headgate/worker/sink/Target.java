package dev.headgate.worker.sink;

import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.envelope.SkippedRow;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.OnValueError;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.ClientSettings;
import dev.headgate.kafka.CommitPoints;
import dev.headgate.kafka.KafkaCluster;
import dev.headgate.kafka.MessageLimits;
import dev.headgate.kafka.ProgressLog;
import dev.headgate.kafka.ProgressTopic;
import dev.headgate.kafka.Statistics;
import dev.headgate.kafka.TopicKeys;
import dev.headgate.kafka.TopicProblem;
import dev.headgate.kafka.Topics;
import dev.headgate.kafka.TransactionVersion;
import dev.headgate.kafka.TransactionalWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka side of one life of a sink: from the first look at the progress topic to the first
 * failure. Methods block; one caller at a time, but for {@link #statistics} and {@link #close}.
 */
final class Target implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Target.class);
  private static final Duration BEYOND_TRANSACTIONS = Duration.ofSeconds(30);

  private final SinkId sink;
  private final String topic;
  private final ClientSettings settings;
  private final CommitPoints points;
  private final KafkaCluster cluster;
  private final Topics topics;
  private final ProgressLog progress;
  private final LongSupplier nanoTime;
  private volatile Optional<TransactionalWriter> writer = Optional.empty();
  private volatile boolean ordinary = true;
  private Observed.Statistics before = Observed.Statistics.NONE;
  private volatile Optional<MessageLimits> limits = Optional.empty();
  private volatile Optional<MessageLimits> letterLimits = Optional.empty();
  private volatile Optional<DeadLetters> letters = Optional.empty();
  private volatile Optional<String> lastSkipped = Optional.empty();
  private Timestamp skippedAt = Timestamp.ZERO;

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
    this.nanoTime = nanoTime;
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

  /** Whether the data topic holds no committed record. */
  boolean holdsNothing(int partitions) {
    return topicKeys()
        .holdsNothing(topic, partitions, settings.transactionTimeout().plus(BEYOND_TRANSACTIONS));
  }

  /** For one read of the data topic's keys. */
  TopicKeys topicKeys() {
    return new TopicKeys(cluster, nanoTime);
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

  /**
   * Reads how large messages may be, and makes the topic that gets what is skipped if there is to
   * be one.
   */
  void prepare(SinkSpec spec) {
    limits = Optional.of(topics.messageLimits(topic));
    letters =
        switch (spec.onValueError()) {
          case OnValueError.Stall stall -> Optional.empty();
          case OnValueError.SkipAndRecord(var name) -> {
            int partitions = topics.ensureDeadLetters(spec, name).partitions();
            var own = topics.messageLimits(name);
            letterLimits = Optional.of(own);
            yield Optional.of(new DeadLetters(name, partitions, own::surelyFitting));
          }
        };
  }

  /** Brings the limits up to date with the topics' settings. */
  void refreshLimits() {
    limits.ifPresent(topics::refresh);
    letterLimits.ifPresent(topics::refresh);
  }

  /** How large messages may be, as {@link #prepare} and {@link #refreshLimits} found it. */
  SizeLimit limits() {
    return limits.orElseThrow();
  }

  /** What becomes of rows that cannot be written, by the last {@link #prepare}. */
  RowErrors rowErrors() {
    return new RowErrors(letters);
  }

  /** How long a transaction of the present writer may take. */
  Duration transactionTimeout() {
    return settings.transactionTimeout();
  }

  /** Takes the messages of a stream, for the present writer. */
  RowStage.Messages messages() {
    var to = writer();
    return new RowStage.Messages() {
      @Override
      public void send(Timestamp at, int partition, byte[] key, byte[] value) {
        to.send(at, partition, key, value);
      }

      @Override
      public void skip(Timestamp at, byte[] key, long keyHash, SkippedRow row) {
        var into = letters.orElseThrow();
        to.sendLetter(into.topic(), at, into.partition(keyHash), into.key(key), row.letter());
        noteSkipped(at, row.problem());
      }
    };
  }

  /** The first rows of the record's version are announced in the partitions that lack it. */
  void announce(LiveRecord active) {
    writer().announce(active, this::room);
  }

  /**
   * The next commit leaves a version for that of {@code next}: what is sent from now on is of that
   * one. Until the commit only the first call counts.
   */
  void beginVersion(LiveRecord next) {
    writer().beginVersion(next, this::room);
  }

  /** Rows come only once limits are known. */
  private int room() {
    return limits.map(MessageLimits::surelyFitting).orElse(0);
  }

  /** One line a transaction, or one for a whole snapshot, however many rows are skipped in it. */
  private synchronized void noteSkipped(Timestamp at, String problem) {
    if (!at.equals(skippedAt)) {
      LOG.warn("sink={} at={} row skipped: {}", sink, at.toLsn(), problem);
      skippedAt = at;
    }
    lastSkipped = Optional.of(problem);
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

  private Observed.Statistics asObserved(Statistics s) {
    return new Observed.Statistics(
        s.messagesStaged(),
        s.messagesCommitted(),
        s.bytesStaged(),
        s.bytesCommitted(),
        new Observed.Skipped(s.rowsSkipped(), lastSkipped));
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
