package dev.headgate.worker.repair;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.contents.LiveDifference;
import dev.headgate.dataflow.contents.Recorder;
import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.ReplicationStream;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.WalPosition;
import dev.headgate.postgres.reread.KnownSnapshot;
import dev.headgate.postgres.reread.StreamedBefore;
import dev.headgate.postgres.reread.StreamedTransactions;
import dev.headgate.postgres.reread.TransactionIds;
import dev.headgate.testkit.load.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * A process that streams two relations, and reads their contents beside the stream when told to, as
 * a sink's loop does. The test's thread is the loop.
 */
final class StreamingProcess implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Little, so that most of it has to be written to files. */
  private static final long RECORDED_IN_MEMORY = 8_000;

  private final Matviews matviews;
  private final Written old;
  private final Written next;
  private final Storage storage;
  private final ReplicationStream stream;
  private final Map<Long, TableShape> shapes = new HashMap<>();
  final StreamedTransactions streamed = new StreamedTransactions(100_000);

  Optional<Recorder> recorder = Optional.empty();
  Timestamp upper;
  int transactions;

  private Optional<Preparation> preparation = Optional.empty();
  private Optional<Prepared> prepared = Optional.empty();

  StreamingProcess(Matviews matviews, String slot, Timestamp from, Storage storage)
      throws SQLException, SourceException {
    this.matviews = matviews;
    this.old = matviews.written(Tables.MATVIEW_1);
    this.next = matviews.written(Tables.MATVIEW_2);
    this.storage = storage;
    this.upper = from;
    this.stream = ReplicationStream.open(matviews.sessions, slot, slot, from);
  }

  /** A floor, once, as every new process needs one. */
  void takeFloor() throws SQLException {
    long forgotten = streamed.forgotten();
    try (var side = matviews.database.connect()) {
      streamed.floorTaken(TransactionIds.takeFloor(side), forgotten);
    }
  }

  /** Begins to record, at the next boundary; returns what was streamed before. */
  StreamedBefore record() throws SQLException, SourceException {
    pollUntil(() -> !stream.inTransaction());
    recorder.ifPresent(Recorder::close);
    recorder =
        Optional.of(
            new Recorder(
                Repair.RECONCILE,
                Optional.of(old.encoding()),
                next.encoding(),
                shapes,
                upper,
                storage,
                RECORDED_IN_MEMORY));
    return streamed.before();
  }

  /**
   * Reads the contents on another thread, and streams on meanwhile, at least until that is done.
   */
  void prepare(StreamedBefore before, Duration limit) throws Exception {
    var taken = new ConcurrentLinkedQueue<KnownSnapshot>();
    var reading = read(before, limit, taken);
    while (!reading.isDone() || !taken.isEmpty()) {
      poll();
      tell(taken);
    }
    prepared = Optional.of(join(reading));
  }

  CompletableFuture<Prepared> read(
      StreamedBefore before, Duration limit, ConcurrentLinkedQueue<KnownSnapshot> taken) {
    var reading =
        new Preparation(matviews.sessions, storage, new PreparationSettings(2, 4_000, limit));
    preparation = Optional.of(reading);
    var result = new CompletableFuture<Prepared>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                result.complete(reading.reconcile(old, next, before, new Snapshots(taken)));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  void tell(ConcurrentLinkedQueue<KnownSnapshot> taken) {
    for (var snapshot = taken.poll(); snapshot != null; snapshot = taken.poll()) {
      recorder.orElseThrow().snapshotTaken(snapshot::shows, snapshot.notBefore());
    }
  }

  void use(Prepared done) {
    prepared = Optional.of(done);
  }

  static Prepared join(CompletableFuture<Prepared> reading) throws Exception {
    try {
      return reading.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  void cancel() {
    preparation.ifPresent(Preparation::cancel);
  }

  void poll() throws SQLException, SourceException {
    stream.pollOrWait(new Loop(), 2);
  }

  void pollUntil(BooleanSupplier condition) throws SQLException, SourceException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not seen in time; the stream is at " + upper.toLsn());
      }
      poll();
    }
  }

  /** Streams all that is committed now. */
  void catchUp() throws SQLException, SourceException {
    Timestamp end;
    try (var side = matviews.database.connect()) {
      try (var statement = side.createStatement()) {
        statement.execute("SET synchronous_commit = local");
      }
      end = WalPosition.insert(side);
    }
    pollUntil(() -> !stream.inTransaction() && !upper.isBefore(end));
  }

  boolean isReady() {
    return recorder.filter(Recorder::isReady).isPresent() && prepared.isPresent();
  }

  /** What a cutover would write where the stream is now. */
  Matviews.Messages write() {
    var decoded = new Matviews.Decoded(next.plan());
    new LiveDifference(prepared.orElseThrow().difference(), recorder.orElseThrow()).emit(decoded);
    return decoded.written();
  }

  void endPreparation() {
    prepared.ifPresent(Prepared::close);
    prepared = Optional.empty();
    recorder.ifPresent(Recorder::close);
    recorder = Optional.empty();
  }

  @Override
  public void close() throws SQLException {
    endPreparation();
    stream.close();
  }

  private final class Loop implements ChangeHandler {
    @Override
    public void begin(Timestamp at, int xid) {
      streamed.begin(xid);
      recorder.ifPresent(r -> r.begin(at, xid));
    }

    @Override
    public void insert(long table, TextRow row) {
      recorder.ifPresent(r -> r.insert(table, row));
    }

    @Override
    public void update(long table, TextRow before, TextRow row) {
      recorder.ifPresent(r -> r.update(table, before, row));
    }

    @Override
    public void delete(long table, TextRow before) {
      recorder.ifPresent(r -> r.delete(table, before));
    }

    @Override
    public void truncate(long table) {
      recorder.ifPresent(r -> r.truncate(table));
    }

    @Override
    public void shape(TableShape shape) {
      shapes.put(shape.oid(), shape);
      recorder.ifPresent(r -> r.shape(shape));
    }

    @Override
    public void commit(Timestamp newUpper) {
      transactions++;
      upper = newUpper;
      recorder.ifPresent(r -> r.commit(newUpper));
    }

    @Override
    public void upper(Timestamp newUpper) {
      upper = newUpper;
      recorder.ifPresent(r -> r.upper(newUpper));
    }
  }
}
