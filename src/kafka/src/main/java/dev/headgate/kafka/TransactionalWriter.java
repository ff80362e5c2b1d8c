package dev.headgate.kafka;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressJson;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.RowRecords.Row;
import dev.headgate.kafka.RowRecords.Stamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the rows of one sink and its progress, transaction by transaction. The {@code
 * transactional.id} is the sink's, so that opening a writer fences every older one.
 *
 * <p>After {@link #open}: any number of {@link #send}, then {@link #commit}, and so on. A commit
 * makes all rows sent since the last one visible to {@code read_committed} consumers, together with
 * the progress record, its last record. While one is under way, rows of the next transaction may be
 * sent; they are kept here until it is through.
 *
 * <p>A method that throws {@link WriterException} ends the writer: every later call throws the same
 * again, only {@link #close} is left. A row's failure shows at a later call, at the latest at
 * commit. Not thread-safe: one caller, but for {@link #statistics} and {@link #close}.
 */
public final class TransactionalWriter implements AutoCloseable {

  /** The header of every row: the timestamp of its update, an unsigned decimal number. */
  public static final String TIMESTAMP_HEADER = "headgate-timestamp";

  private static final Logger LOG = LoggerFactory.getLogger(TransactionalWriter.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;

  private final ClientSettings settings;
  private final SinkId sink;
  private final RowRecords rows;
  private final Producer<byte[], byte[]> producer;
  private final CommitPoints points;
  private final ExecutorService committer;
  private final ProgressJson json = new ProgressJson();
  private final Counters counters = new Counters();
  private final AtomicReference<WriterException> failure = new AtomicReference<>();

  private final ArrayDeque<Row> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private CompletableFuture<?> commit = CompletableFuture.completedFuture(null);
  private final LastRows lastRows = new LastRows();
  private Announcement announcement = Announcement.none();

  /** Where the rows of the version end that is left with the next commit. */
  private Optional<LastRows> left = Optional.empty();

  private boolean inTransaction;
  private long messages;
  private long bytes;
  private long letters;

  /**
   * Makes a writer that is not open yet. Brokers are not reached.
   *
   * @param topic the data topic
   * @throws RefusedException if the settings make no client
   */
  public TransactionalWriter(
      ClientSettings settings, SinkId sink, String topic, CommitPoints points) {
    this.settings = settings;
    this.sink = sink;
    this.rows = new RowRecords(topic);
    this.points = points;
    try {
      this.producer = new KafkaProducer<>(settings.forProducer(sink));
    } catch (KafkaException e) {
      throw ClusterException.of(settings.bootstrapServers(), "making a producer", e);
    }
    this.committer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("commit-" + sink).factory());
  }

  /**
   * Fences every older writer of the sink and ends its open transaction; on return, nothing that
   * one sent is undecided.
   *
   * @throws ClusterException if the cluster does not answer within {@code max.block.ms} or refuses;
   *     the writer can only be closed then
   * @throws Fenced if a newer writer was opened in the same moment
   */
  public void open() {
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      if (Fenced.isCauseOf(e)) {
        throw fail(new Fenced(sink, e));
      }
      throw ClusterException.of(
          settings.bootstrapServers(), "opening the writer of sink " + sink, e);
    }
    LOG.info("writer opened sink={}", sink);
  }

  /**
   * From the next row on, the first in each partition that {@code active} names as unannounced
   * carries headers that say which version flows. Records of this version that are committed from
   * now on name what is left then.
   *
   * @param room how many bytes key and value of a row may surely have together; where headers would
   *     not fit beside them, the next row has them
   */
  public void announce(LiveRecord active, IntSupplier room) {
    announcement = Announcement.of(active, room);
  }

  /**
   * As {@link #announce}; besides, the next commit leaves the version before: it says in its record
   * where {@code next} begins, which is behind every row sent until now. Waits for a commit under
   * way. Until the next commit only the first call counts.
   *
   * @param next the record of the new version, as far as it is known
   */
  public void beginVersion(LiveRecord next, IntSupplier room) {
    awaitCommit();
    if (left.isPresent()) {
      return;
    }
    left = Optional.of(lastRows.copy());
    announce(next, room);
  }

  /**
   * Writes a row into the next commit's transaction, which begins with it if none is open.
   *
   * <p>Blocks while the client's buffer is full, and once 16 MiB wait for a commit under way.
   *
   * @param at the timestamp of the row's update
   * @param partition where it goes
   * @param key its key, or null
   * @param value its value, or null for a tombstone
   */
  public void send(Timestamp at, int partition, byte[] key, byte[] value) {
    throwFailure();
    int length = RowRecords.length(key) + RowRecords.length(value);
    var stamp = announcement.on(rows.stamp(at), partition, length);
    var message = rows.record(stamp, partition, key, value);
    counters.staged(RowRecords.bytes(message, stamp));
    stage(message, stamp, false);
  }

  /**
   * Writes the record of a skipped row into the next commit's transaction. Blocks as {@link #send}.
   *
   * @param topic the dead-letter topic
   * @param at the timestamp of the row's update
   * @param partition of that topic
   * @param key the row's key, or null
   * @param letter what is told of the row
   */
  public void sendLetter(String topic, Timestamp at, int partition, byte[] key, byte[] letter) {
    throwFailure();
    var stamp = rows.stamp(at);
    stage(rows.letter(topic, stamp, partition, key, letter), stamp, true);
  }

  private void stage(ProducerRecord<byte[], byte[]> message, Stamp stamp, boolean letter) {
    if (!commit.isDone() && waitingBytes < MAX_WAITING_BYTES) {
      waiting.add(new Row(message, stamp, letter));
      waitingBytes += RowRecords.bytes(message, stamp);
      return;
    }
    awaitCommit();
    transmit(message, stamp, letter);
  }

  /**
   * Commits what was sent since the last commit, with {@code progress} as the last record. On
   * return both are durable and visible.
   *
   * @throws SendFailed if a record was not taken: surely nothing is committed
   * @throws Fenced if another writer has taken over: read progress before opening one
   * @throws OutcomeUnknown if either may be
   */
  public void commit(ProgressRecord progress) {
    commitAsync(progress);
    awaitCommit();
  }

  /**
   * As {@link #commit}, but returns while it is under way. Waits for an earlier one first.
   *
   * <p>The future has the record as it was written: with what only the writer knows, which is where
   * a version begins ({@link #beginVersion}) and where it is not announced yet ({@link #announce}).
   * It fails with a {@link WriterException}.
   */
  public CompletableFuture<ProgressRecord> commitAsync(ProgressRecord progress) {
    awaitCommit();
    begin();
    var asked = progress instanceof LiveRecord live ? announcement.committing(live) : progress;
    var leaving = asked instanceof LiveRecord ? left : Optional.<LastRows>empty();
    left = Optional.empty();
    lastRows.commit();
    if (leaving.isEmpty()) {
      send(asked);
    }
    long committedMessages = messages;
    long committedBytes = bytes;
    long committedLetters = letters;
    inTransaction = false;
    var underWay =
        CompletableFuture.supplyAsync(
            () -> {
              var written =
                  leaving.<ProgressRecord>map(l -> sendBehind(l, (LiveRecord) asked)).orElse(asked);
              commitTransaction(committedMessages, committedBytes, committedLetters);
              return written;
            },
            committer);
    commit = underWay;
    return underWay.copy();
  }

  /** Where the last row stands is known once all are acknowledged. Runs on the commit thread. */
  private LiveRecord sendBehind(LastRows leaving, LiveRecord next) {
    flush();
    var written = next.beginningAt(leaving.behind(next.history().getLast().offsets()));
    send(written);
    return written;
  }

  private void send(ProgressRecord progress) {
    send(
        new ProducerRecord<>(
            settings.progressTopic(),
            ProgressTopic.partitionOf(sink),
            ProgressTopic.keyOf(sink),
            json.write(progress)),
        Optional.empty());
  }

  /**
   * Throws away what was sent since the last commit.
   *
   * @throws OutcomeUnknown if the cluster does not answer: the transaction is open or aborted, and
   *     never committed, but the writer cannot go on
   */
  public void abort() {
    awaitCommitAlone();
    waiting.clear();
    waitingBytes = 0;
    left = Optional.empty();
    lastRows.abort();
    announcement.abort();
    if (!inTransaction) {
      return;
    }
    try {
      producer.abortTransaction();
      inTransaction = false;
    } catch (KafkaException e) {
      throw fail(fencedOr(e, new OutcomeUnknown(sink, "its abort", e)));
    }
  }

  /** What was done since the writer was made. Any thread may ask. */
  public Statistics statistics() {
    return counters.statistics();
  }

  /**
   * Ends the writer within about five seconds. An open transaction is aborted if the cluster
   * answers; else it stays until {@code transaction.timeout.ms} or the next {@link #open}. Any
   * thread may close; a call under way then fails.
   */
  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
    // Not shutdownNow: a commit that was handed over and has not begun would never end for those
    // who wait for it. Begun now, it fails at the closed producer.
    committer.shutdown();
  }

  private void transmit(ProducerRecord<byte[], byte[]> message, Stamp stamp, boolean letter) {
    begin();
    if (letter) {
      letters++;
      send(message, stamp.at());
    } else {
      messages++;
      bytes += RowRecords.bytes(message, stamp);
      lastRows.sent(message.partition(), send(message, stamp.at()));
    }
  }

  private void begin() {
    if (inTransaction) {
      return;
    }
    try {
      producer.beginTransaction();
    } catch (KafkaException e) {
      throw fail(fencedOr(e, new OutcomeUnknown(sink, "the beginning of its transaction", e)));
    }
    inTransaction = true;
    messages = 0;
    bytes = 0;
    letters = 0;
  }

  private Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> message, Optional<Timestamp> at) {
    var delivery = new Delivery(message, at);
    try {
      return producer.send(message, delivery);
    } catch (KafkaException e) {
      throw fail(fencedOr(e, delivery.failed(e)));
    }
  }

  /** Waits for the commit under way, then hands over the rows that waited for it. */
  private void awaitCommit() {
    awaitCommitAlone();
    while (!waiting.isEmpty()) {
      var row = waiting.remove();
      transmit(row.record(), row.stamp(), row.letter());
    }
    waitingBytes = 0;
  }

  private void awaitCommitAlone() {
    try {
      commit.join();
    } catch (CompletionException e) {
      throw fail(new OutcomeUnknown(sink, "its commit", e.getCause()));
    }
    throwFailure();
  }

  /** Runs on the commit thread. */
  private void commitTransaction(
      long committedMessages, long committedBytes, long committedLetters) {
    flush();
    try {
      points.beforeCommit();
      producer.commitTransaction();
      points.afterCommit();
    } catch (RuntimeException e) {
      throw fail(fencedOr(e, new OutcomeUnknown(sink, "its commit", e)));
    }
    counters.committed(committedMessages, committedBytes, committedLetters);
  }

  // The commit would flush as well. Done before, it tells a record that was not taken from a commit
  // whose outcome is unknown.
  private void flush() {
    try {
      producer.flush();
    } catch (RuntimeException e) {
      throw fail(fencedOr(e, new OutcomeUnknown(sink, "its flush", e)));
    }
    throwFailure();
  }

  private WriterException fencedOr(Throwable thrown, WriterException other) {
    return Fenced.isCauseOf(thrown) ? new Fenced(sink, thrown) : other;
  }

  /** Notes the first failure, which is the one that later calls throw. */
  private WriterException fail(WriterException found) {
    if (failure.compareAndSet(null, found)) {
      LOG.warn("writer failed sink={} error={}", sink, found.getMessage());
    }
    return failure.get();
  }

  private void throwFailure() {
    var found = failure.get();
    if (found != null) {
      throw found;
    }
  }

  /** Told by the client's thread what became of one record. */
  private final class Delivery implements Callback {
    private final String topic;
    private final int partition;
    private final int keyBytes;
    private final int valueBytes;
    private final Optional<Timestamp> at;

    Delivery(ProducerRecord<byte[], byte[]> message, Optional<Timestamp> at) {
      this.topic = message.topic();
      this.partition = message.partition();
      this.keyBytes = RowRecords.length(message.key());
      this.valueBytes = RowRecords.length(message.value());
      this.at = at;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception thrown) {
      // An aborted record follows an abort that was asked for, or a failure that was noted before.
      if (thrown != null && !(thrown instanceof TransactionAbortedException)) {
        fail(fencedOr(thrown, failed(thrown)));
      }
    }

    SendFailed failed(Exception thrown) {
      return new SendFailed(
          new SendFailed.Rejected(topic, partition, at, keyBytes, valueBytes), thrown);
    }
  }
}
