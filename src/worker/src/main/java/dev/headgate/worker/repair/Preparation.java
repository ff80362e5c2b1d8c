package dev.headgate.worker.repair;

import dev.headgate.dataflow.contents.Contents;
import dev.headgate.dataflow.contents.ContentsBuilder;
import dev.headgate.dataflow.contents.Difference;
import dev.headgate.dataflow.contents.HeldKeysBuilder;
import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.envelope.UpsertEncoder;
import dev.headgate.kafka.TopicKeys;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.reread.KnownSnapshot;
import dev.headgate.postgres.reread.Reread;
import dev.headgate.postgres.reread.StreamedBefore;
import dev.headgate.postgres.reread.Waiting;
import dev.headgate.postgres.snapshot.RowHandler;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads contents and compares them, beside the stream; takes as long as the contents are large. One
 * of {@link #reconcile} and {@link #refresh}, once, on a thread that has nothing else to do; any
 * thread may {@link #cancel}.
 *
 * <p>A recorder must have begun before, at the point of the stream for which {@code before} was
 * asked. It is to be told the snapshot as soon as it is taken: until then it keeps every change.
 *
 * <p>Both throw, beside what {@link Reread} and {@link TopicKeys} do: {@link
 * java.io.UncheckedIOException} if the storage fails, {@link dev.headgate.dataflow.row.RowError} if
 * a row cannot be written, and {@link CancellationException} if this was cancelled.
 */
public final class Preparation {

  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  private final Sessions sessions;
  private final Storage storage;
  private final PreparationSettings settings;
  private volatile boolean cancelled;
  private volatile Optional<Reread> reread = Optional.empty();
  private volatile Optional<TopicKeys> keys = Optional.empty();

  /** What is heard of it while it goes on. */
  public interface Told {

    /** A snapshot cannot be taken yet, or can at last. */
    void waiting(Waiting waiting);

    /** The snapshot is taken, and about to be read. */
    void taken(KnownSnapshot snapshot);
  }

  /** Nothing is opened yet. */
  public Preparation(Sessions sessions, Storage storage, PreparationSettings settings) {
    this.sessions = sessions;
    this.storage = new CancellableStorage(storage, () -> cancelled);
    this.settings = settings;
  }

  /**
   * Compares OLD and NEW.
   *
   * @param told is told by this thread
   */
  public Prepared reconcile(Written old, Written next, StreamedBefore before, Told told)
      throws SQLException, SourceException, InterruptedException {
    try (var reading = reading()) {
      var tables = List.of(old.plan().table(), next.plan().table());
      told.taken(reading.take(before, tables, told::waiting));
      var ofOld = contents(reading, old);
      try {
        var ofNext = contents(reading, next);
        return compared(Repair.RECONCILE, ofOld, ofNext, 0);
      } catch (SQLException | SourceException | InterruptedException | RuntimeException e) {
        ofOld.close();
        throw e;
      }
    }
  }

  /**
   * Compares what the topic holds with NEW.
   *
   * @param topicKeys reads the topic; all that was streamed before the recorder began must have
   *     been committed to it, or it is missed
   * @param told is told by this thread
   */
  public Prepared refresh(
      TopicKeys topicKeys,
      String topic,
      int partitions,
      Written next,
      StreamedBefore before,
      Told told)
      throws SQLException, SourceException, InterruptedException {
    try (var reading = reading()) {
      told.taken(reading.take(before, List.of(next.plan().table()), told::waiting));
      var ofNext = contents(reading, next);
      try {
        reading.close(); // what Kafka takes need not hold the database's locks
        keys = Optional.of(topicKeys);
        requireNotCancelled();
        return withTopic(topicKeys, topic, partitions, ofNext);
      } catch (SQLException | RuntimeException e) {
        ofNext.close();
        throw e;
      }
    }
  }

  private Prepared withTopic(TopicKeys topicKeys, String topic, int partitions, Contents ofNext) {
    try (var builder = new HeldKeysBuilder(storage, settings.sortBytes(), partitions)) {
      topicKeys.read(
          topic,
          partitions,
          settings.limit(),
          new TopicKeys.KeyHandler() {
            @Override
            public void held(int partition, long offset, byte[] key) {
              builder.held(partition, offset, key);
            }

            @Override
            public void deleted(int partition, long offset, byte[] key) {
              builder.deleted(partition, offset, key);
            }
          });
      return compared(Repair.REFRESH, builder.finish(), ofNext, builder.misplaced());
    }
  }

  /** Takes both contents over, whatever becomes of it. */
  private Prepared compared(Repair repair, Contents old, Contents next, long misplaced) {
    try {
      var difference = Difference.of(repair, old, next, storage);
      LOG.info(
          "repair={} oldKeys={} newKeys={} counts={}",
          repair,
          old.keys(),
          next.keys(),
          difference.counts());
      return new Prepared(difference, old.duplicates(), next.duplicates(), misplaced);
    } catch (RuntimeException e) {
      old.close();
      next.close();
      throw e;
    }
  }

  private Reread reading() {
    var reading = new Reread(sessions, settings.sessions(), settings.limit());
    reread = Optional.of(reading);
    requireNotCancelled();
    return reading;
  }

  private Contents contents(Reread reading, Written relation)
      throws SQLException, SourceException, InterruptedException {
    var plan = relation.plan();
    var shape = plan.shapeOfContents();
    try (var builder =
        new ContentsBuilder(storage, Math.max(1, settings.sortBytes() / settings.sessions()))) {
      reading.read(
          plan.table(),
          plan.columns(),
          () -> rows(plan.encoder(relation.ids(), shape, relation.limit(), builder.writer())));
      return builder.finish();
    }
  }

  private static RowHandler rows(UpsertEncoder encoder) {
    return encoder::insert;
  }

  private void requireNotCancelled() {
    if (cancelled) {
      throw new CancellationException("the preparation was cancelled");
    }
  }

  /** Ends this soon; not to be called once it has returned, as what it returned reads on. */
  public void cancel() {
    cancelled = true;
    reread.ifPresent(Reread::cancel);
    keys.ifPresent(TopicKeys::cancel);
  }
}
