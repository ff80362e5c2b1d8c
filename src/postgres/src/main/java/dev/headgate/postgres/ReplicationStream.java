package dev.headgate.postgres;

import static dev.headgate.dataflow.relation.SqlIdentifiers.quote;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.time.Timestamp;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of a slot's publication from a timestamp on: exactly the whole transactions with
 * {@code commit_lsn >= from}, in commit order.
 *
 * <p>One thread calls everything, {@link #close} included. After an exception only {@link #close}
 * may be called. Nobody reads ahead: while the caller does something else, the server waits, and
 * gives up after its {@code wal_sender_timeout} (60 s by default) unless {@link #keepAlive} is
 * called.
 */
public final class ReplicationStream implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReplicationStream.class);

  private static final String OBJECT_IN_USE = "55006";

  /** How long an answer may take; also the longest pause within a message. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

  /** After so many messages a poll ends at the next commit, or at ten times as many without one. */
  private static final int MESSAGES_A_POLL = 1000;

  /** After so many looks in vain, of about 1 ms each, there are pauses between them. */
  private static final int LOOKS_UNTIL_QUIET = 100;

  /** A pause is this part of the looks in vain, in milliseconds: longer the longer it is quiet. */
  private static final int LOOKS_A_PAUSE_MILLI = 50;

  private static final int LONGEST_PAUSE_MILLIS = 10;

  /** pgjdbc's stream does not keep its connection from being collected, and so closed (#3152). */
  private final Connection session;

  private final PGReplicationStream stream;
  private final SystemIdentity identity;
  private final PgoutputDecoder decoder = new PgoutputDecoder();

  /** The start, or the highest {@link ChangeHandler#upper} that was handed out. */
  private Timestamp upper;

  private Timestamp acknowledged = Timestamp.ZERO;
  private long statusSentAt = System.nanoTime();
  private int looksInVain;

  private ReplicationStream(
      Connection session, PGReplicationStream stream, SystemIdentity identity, Timestamp from) {
    this.session = session;
    this.stream = stream;
    this.identity = identity;
    upper = from;
  }

  /**
   * Takes the slot and starts to stream.
   *
   * @param from where to go on; the caller compares {@link #identity} with where {@code from} comes
   *     from before it uses a change
   * @throws SourceException if the slot is missing, given up, used by another session ({@link
   *     SourceProblem.SlotActive}; {@link Slots#release} ends that), or already past {@code from}
   *     ({@link SourceProblem.HistoryLost}), or the server has not come to {@code from} ({@link
   *     SourceProblem.ServerBehind})
   */
  public static ReplicationStream open(
      Sessions sessions, String slot, String publication, Timestamp from)
      throws SQLException, SourceException {
    var session = sessions.openReplication(ANSWER_TIMEOUT);
    boolean opened = false;
    try (var side = sessions.open(ANSWER_TIMEOUT)) {
      var slots = new Slots(side);
      requireUsable(slots, slot);
      var identity = SystemIdentity.read(session);
      var stream = start(session, slots, slot, publication, from);
      requireHistory(session, slots, slot, from);
      requireWritten(side, slot, from);
      opened = true;
      log.info("slot={} streaming, from={} timeline={}", slot, from.toLsn(), identity.timeline());
      return new ReplicationStream(session, stream, identity, from);
    } finally {
      if (!opened) {
        session.close();
      }
    }
  }

  private static Slot requireUsable(Slots slots, String name) throws SQLException, SourceException {
    var slot = slots.find(name);
    if (slot.isEmpty()) {
      throw new SourceException(new SourceProblem.SlotMissing(name));
    }
    if (slot.get().lostBecause().isPresent()) {
      throw new SourceException(
          new SourceProblem.SlotLost(name, slot.get().lostBecause().orElseThrow()));
    }
    return slot.get();
  }

  private static PGReplicationStream start(
      Connection session, Slots slots, String slot, String publication, Timestamp from)
      throws SQLException, SourceException {
    try {
      return session
          .unwrap(PGConnection.class)
          .getReplicationAPI()
          .replicationStream()
          .logical()
          .withSlotName(slot)
          .withStartPosition(LogSequenceNumber.valueOf(from.bits()))
          .withSlotOption("proto_version", 1)
          .withSlotOption("publication_names", quote(publication))
          // Else the driver confirms what the server has sent, before it is in Kafka.
          .withAutomaticFlush(false)
          // Becomes the socket's read timeout too: short ones can end in the middle of a message.
          .withStatusInterval((int) ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .start();
    } catch (SQLException e) {
      if (OBJECT_IN_USE.equals(e.getSQLState())) {
        var holder = slots.find(slot).map(Slot::activePid).orElse(OptionalInt.empty());
        throw new SourceException(new SourceProblem.SlotActive(slot, holder), e);
      }
      throw e;
    }
  }

  /**
   * The server forwards a start before {@code confirmed_flush_lsn} without a word. Looked up while
   * this session holds the slot: nobody else can move it now.
   */
  private static void requireHistory(Connection session, Slots slots, String name, Timestamp from)
      throws SQLException, SourceException {
    var slot = requireUsable(slots, name);
    int pid = session.unwrap(PGConnection.class).getBackendPID();
    if (!slot.activePid().equals(OptionalInt.of(pid))) {
      throw new SourceException(new SourceProblem.SlotActive(name, slot.activePid()));
    }
    var confirmed = slot.confirmed().orElse(Timestamp.ZERO);
    if (from.isBefore(confirmed)) {
      throw new SourceException(new SourceProblem.HistoryLost(name, from, confirmed));
    }
  }

  /** The server would skip what it writes up to {@code from}, if it is not there yet. */
  private static void requireWritten(Connection side, String slot, Timestamp from)
      throws SQLException, SourceException {
    var flushed = WalPosition.flushed(side);
    if (flushed.isBefore(from)) {
      throw new SourceException(new SourceProblem.ServerBehind(slot, from, flushed));
    }
  }

  /** The history that is streamed. */
  public SystemIdentity identity() {
    return identity;
  }

  /** Whether the last change handed on left its transaction incomplete. */
  public boolean inTransaction() {
    return decoder.inTransaction();
  }

  /**
   * Hands on what has arrived. Returns after about a thousand changes at a commit, or in the middle
   * of a long transaction, so that the caller can look after other things; what is left comes with
   * the next call. With nothing there it returns within about a millisecond.
   *
   * @return whether anything came: a message, or a higher upper
   * @throws SourceException if the server sent what is not pgoutput, or stopped within a message
   */
  public boolean poll(ChangeHandler handler) throws SQLException, SourceException {
    int messages = 0;
    while (messages < MESSAGES_A_POLL
        || decoder.inTransaction() && messages < 10 * MESSAGES_A_POLL) {
      long before = System.nanoTime();
      if (before - statusSentAt >= STATUS_INTERVAL.toNanos()) {
        requestUpper();
      }
      ByteBuffer message = stream.readPending();
      if (message == null) {
        requireNoStall(before);
        break;
      }
      messages++;
      int start = message.arrayOffset() + message.position();
      decoder.decode(message.array(), start, start + message.remaining(), handler);
    }
    looksInVain = messages > 0 ? 0 : looksInVain + 1;
    return handUpper(handler) || messages > 0;
  }

  /**
   * As {@link #poll}, but waits for something to come.
   *
   * <p>pgjdbc offers no bounded wait that also ends at a keepalive: {@code read()} passes over
   * them. So this looks again and again. Each look in vain waits a millisecond on the socket and
   * ends at once when bytes arrive; after 100 ms of quiet there are pauses between two looks, up to
   * 10 ms after some seconds, which is all that the first change after a quiet time can be late. An
   * idle stream costs a percent or two of a core.
   *
   * @param maxMillis how long, in milliseconds; the call may take a few more
   */
  public boolean pollOrWait(ChangeHandler handler, long maxMillis)
      throws SQLException, SourceException {
    var deadline = Deadline.in(Duration.ofMillis(maxMillis));
    while (!poll(handler)) {
      if (deadline.hasPassed()) {
        return false;
      }
      if (looksInVain > LOOKS_UNTIL_QUIET) {
        long millis = Math.min(LONGEST_PAUSE_MILLIS, looksInVain / LOOKS_A_PAUSE_MILLI);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      }
    }
    return true;
  }

  /**
   * A keepalive between transactions says that everything below its LSN has been sent: it carries
   * the walsender's {@code sentPtr}, which moves on only after a record was decoded and all that
   * follows from it was put on the wire (XLogSendLogical).
   *
   * <p>pgjdbc keeps the LSN of the last message and of keepalives in one variable. Within a
   * transaction that is the LSN of some change, or 0/0, and means nothing. But after a Commit it is
   * the message's own LSN, {@code end_lsn} (ReorderBuffer's commit callback writes at {@code
   * txn->end_lsn}), and from there on only a keepalive raises it: so outside of a transaction it is
   * the maximum of the last {@code end_lsn}, or of the start position, and of the keepalives since.
   * Relation, Type and Origin messages come within transactions only.
   */
  private boolean handUpper(ChangeHandler handler) {
    if (decoder.inTransaction()) {
      return false;
    }
    var received = new Timestamp(stream.getLastReceiveLSN().asLong());
    if (!handedOut().isBefore(received)) {
      return false;
    }
    upper = received;
    handler.upper(received);
    return true;
  }

  /** The driver takes a read timeout for "nothing there", be it in the middle of a message. */
  private static void requireNoStall(long before) throws SourceException {
    long took = System.nanoTime() - before;
    if (took >= ANSWER_TIMEOUT.toNanos()) {
      throw new SourceException(new SourceProblem.ConnectionStalled(Duration.ofNanos(took)));
    }
  }

  /**
   * Asks the server how far it has come. The answer is a keepalive, on an idle server within
   * milliseconds, which a later poll hands on as {@link ChangeHandler#upper}. Polling asks by
   * itself every second.
   */
  public void requestUpper() throws SQLException {
    stream.forceUpdateStatus();
    statusSentAt = System.nanoTime();
  }

  /**
   * Lets the slot go up to here, with the next status, at the latest a second on while polling: the
   * server may then forget what commits before. Never goes back; a lower timestamp is ignored.
   *
   * @param upTo what is durable elsewhere, at most the highest upper handed out
   */
  public void acknowledge(Timestamp upTo) {
    if (handedOut().isBefore(upTo)) {
      throw new IllegalArgumentException(
          "%s is acknowledged, but only %s was handed out"
              .formatted(upTo.toLsn(), handedOut().toLsn()));
    }
    if (acknowledged.isBefore(upTo)) {
      acknowledged = upTo;
      var lsn = LogSequenceNumber.valueOf(upTo.bits());
      stream.setFlushedLSN(lsn);
      stream.setAppliedLSN(lsn);
    }
  }

  private Timestamp handedOut() {
    return upper.isBefore(decoder.committed()) ? decoder.committed() : upper;
  }

  /**
   * Tells the server that this client lives, without reading on. To be called every few seconds by
   * a caller that holds back; cheap when called more often.
   */
  public void keepAlive() throws SQLException {
    if (System.nanoTime() - statusSentAt >= STATUS_INTERVAL.toNanos()) {
      requestUpper();
    }
  }

  /**
   * Ends the stream at once, without waiting for the server, which may be in the middle of a long
   * transaction. The slot is free a moment later.
   */
  @Override
  public void close() throws SQLException {
    try {
      session.close();
    } catch (SQLException e) {
      log.debug("the connection was broken before it was closed", e);
      session.abort(Runnable::run);
    }
  }
}
