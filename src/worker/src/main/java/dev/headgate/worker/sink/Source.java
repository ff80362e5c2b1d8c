package dev.headgate.worker.sink;

import dev.headgate.dataflow.contents.Storage;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.Server;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.ExportedSlot;
import dev.headgate.postgres.OpenTransactions;
import dev.headgate.postgres.Publications;
import dev.headgate.postgres.ReplicationStream;
import dev.headgate.postgres.Sessions;
import dev.headgate.postgres.SlotCreation;
import dev.headgate.postgres.Slots;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.SourceNames;
import dev.headgate.postgres.SystemIdentity;
import dev.headgate.postgres.Takeover;
import dev.headgate.postgres.TimelineHistory;
import dev.headgate.postgres.WalPosition;
import dev.headgate.postgres.catalog.CarriedChange;
import dev.headgate.postgres.catalog.CarriedCheck;
import dev.headgate.postgres.catalog.CarriedTable;
import dev.headgate.postgres.catalog.Catalog;
import dev.headgate.postgres.preview.KeyComparison;
import dev.headgate.postgres.preview.PreviewLimits;
import dev.headgate.postgres.reread.TransactionIds;
import dev.headgate.postgres.snapshot.SnapshotReader;
import dev.headgate.worker.repair.Preparation;
import dev.headgate.worker.repair.PreparationSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL side of one life of a sink. All that alters anything goes through the control
 * session: once another process has taken the source over, that session is dead and so is this
 * object. Methods block; one caller at a time, but for {@link #close}.
 */
final class Source implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Source.class);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration TAKEOVER_TIMEOUT = Duration.ofSeconds(20);

  private final SinkId sink;
  private final String own;
  private final Sessions sessions;
  private final Connection control;

  private Source(SinkId sink, String own, Sessions sessions, Connection control) {
    this.sink = sink;
    this.own = own;
    this.sessions = sessions;
    this.control = control;
  }

  /** Opens the control session under this process's own application name. */
  static Source connect(SinkId sink, Connections.Postgres postgres, String incarnation)
      throws SQLException {
    String own = SourceNames.prefix(sink) + incarnation;
    var sessions = new Sessions(postgres, own);
    return new Source(sink, own, sessions, sessions.open(ANSWER_TIMEOUT));
  }

  /** Ends the sessions of every other process of the sink. */
  void takeFromOthers() throws SQLException, SourceException {
    new Takeover(control).endOthers(SourceNames.prefix(sink), own, TAKEOVER_TIMEOUT);
  }

  /** Judges a definition against what the catalog says now. */
  Planning plan(Definition definition) throws SQLException {
    var catalog = new Catalog(control);
    var server = catalog.server();
    return Planner.plan(
        definition,
        catalog.table(definition.relation().table()),
        new Server(server.versionNum(), server.walLevel()));
  }

  /** Compares contents in a session of its own, which ends with this process's others. */
  KeyComparison comparison(PreviewLimits limits) {
    return new KeyComparison(sessions, limits);
  }

  /** Reads contents in sessions of its own, which end with this process's others. */
  Preparation preparation(Storage storage, PreparationSettings settings) {
    return new Preparation(sessions, storage, settings);
  }

  /** A transaction id above those of all transactions that have been streamed. */
  long takeFloor() throws SQLException {
    return TransactionIds.takeFloor(control);
  }

  SystemIdentity identity() throws SQLException {
    try (var session = sessions.openReplication(ANSWER_TIMEOUT)) {
      return SystemIdentity.read(session);
    }
  }

  /** New names for a slot and its publication, if the server can take one more of each. */
  Upstream chooseNames(SystemIdentity identity, RandomGenerator random)
      throws SQLException, ProblemException {
    requireRoom();
    requireNoneUnrecorded();
    String name = SourceNames.next(sink, random);
    return new Upstream(identity.domain(), identity.timeline(), name, name);
  }

  private void requireRoom() throws SQLException, ProblemException {
    var server = new Catalog(control).server();
    if (server.freeReplicationSlots() < 1) {
      throw new ProblemException(
          "All %d replication slots of the server are taken.%n  Raise max_replication_slots and restart PostgreSQL, or drop slots that nobody uses (pg_replication_slots)."
              .formatted(server.maxReplicationSlots()));
    }
    if (server.freeWalSenders() < 1) {
      throw new ProblemException(
          "All %d WAL senders of the server are taken.%n  Raise max_wal_senders and restart PostgreSQL."
              .formatted(server.maxWalSenders()));
    }
    if (!server.mayReplicate()) {
      throw new ProblemException(
          "Role %s may not replicate.%n  ALTER ROLE %s REPLICATION, or name another role in the Connection."
              .formatted(server.role(), server.role()));
    }
    if (!server.mayCreatePublications()) {
      throw new ProblemException(
          "Role %s may not create publications.%n  GRANT CREATE ON DATABASE to it."
              .formatted(server.role()));
    }
  }

  private void requireNoneUnrecorded() throws SQLException, ProblemException {
    var slots = new Slots(control).list(SourceNames.prefix(sink));
    if (!slots.isEmpty()) {
      throw new ProblemException(
          "Replication slot %s belongs to this sink, but there is no progress record: records were lost, and a new start would write all rows again.%n  Restore the progress topic; or, if a new start is meant, drop the slot: SELECT pg_drop_replication_slot('%s')."
              .formatted(slots.getFirst().name(), slots.getFirst().name()));
    }
  }

  /** Makes publication and slot. */
  ExportedSlot make(Upstream upstream, TableName table, Duration timeout)
      throws SQLException, SourceException, InterruptedException {
    new Publications(control).create(upstream.publication(), List.of(table));
    return new SlotCreation(sessions, control).create(upstream.slot(), timeout, blockers -> {});
  }

  SnapshotReader snapshot(ExportedSlot slot, int parallelism, Duration timeout)
      throws SQLException, SourceException {
    return SnapshotReader.open(sessions, slot.snapshot(), parallelism, timeout);
  }

  /**
   * Takes the slot and streams from the record's frontier. Tables that the record does not carry
   * leave the publication.
   *
   * @param bringingIn one that stays nevertheless
   */
  ReplicationStream open(LiveRecord record, Optional<Long> bringingIn)
      throws SQLException, SourceException, ProblemException {
    var upstream = record.upstream();
    var identity = requireSameHistory(record);
    var keep = new HashSet<>(record.carried().keySet());
    bringingIn.ifPresent(keep::add);
    unpublishAllBut(upstream.publication(), keep);
    new Slots(control).release(upstream.slot());
    var stream =
        ReplicationStream.open(
            sessions, upstream.slot(), upstream.publication(), record.frontier().upper());
    if (!stream.identity().equals(identity)) {
      stream.close();
      throw new ProblemException(
          "The server was promoted from timeline %d to %d while the stream was being opened."
              .formatted(identity.timeline(), stream.identity().timeline()));
    }
    return stream;
  }

  /**
   * The server's identity, if all that the record stands on is history of it: after a failover the
   * sink goes on if it had not come to the fork.
   */
  private SystemIdentity requireSameHistory(LiveRecord record)
      throws SQLException, SourceException, ProblemException {
    var upstream = record.upstream();
    try (var session = sessions.openReplication(ANSWER_TIMEOUT)) {
      var found = SystemIdentity.read(session);
      if (!found.domain().equals(upstream.domain())) {
        throw new ProblemException(
            "The database is another one: the record was written for system identifier/database %s, this is %s.%n  Point the Connection at the database that the sink has read so far."
                .formatted(upstream.domain(), found.domain()));
      }
      if (found.timeline() != upstream.timeline()) {
        TimelineHistory.read(session, found.timeline())
            .requireShared(upstream.timeline(), reach(record));
        LOG.info(
            "sink={} timeline={} was={} frontier={}",
            sink,
            found.timeline(),
            upstream.timeline(),
            record.frontier().upper().toLsn());
      }
      return found;
    }
  }

  /**
   * The last position that the record relies on. A table was published before its {@code since}:
   * behind a fork that would not have happened.
   */
  private static Timestamp reach(LiveRecord record) {
    return Stream.concat(Stream.of(record.frontier().upper()), record.carried().values().stream())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private void unpublishAllBut(String publication, Set<Long> carried) throws SQLException {
    var publications = new Publications(control);
    var keep = names(carried);
    for (var table : publications.tables(publication)) {
      if (!keep.contains(table)) {
        publications.dropTable(publication, table);
      }
    }
  }

  private Set<TableName> names(Collection<Long> tables) throws SQLException {
    var names = new HashSet<TableName>();
    for (Table table : new Catalog(control).tables(tables).values()) {
      names.add(table.name());
    }
    return names;
  }

  void publish(String publication, TableName table) throws SQLException, ProblemException {
    var found = new Catalog(control).table(table);
    if (found.isPresent() && !new Catalog(control).owns(found.get().oid())) {
      throw new ProblemException(
          "Only the owner of table %s can add it to a publication.%n  Make the Connection's role a member of the owning role."
              .formatted(table));
    }
    new Publications(control).addTable(publication, table);
  }

  void unpublish(String publication, Set<Long> tables) throws SQLException {
    var publications = new Publications(control);
    for (var table : names(tables)) {
      publications.dropTable(publication, table);
    }
  }

  List<OpenTransaction> openTransactions() throws SQLException {
    return new OpenTransactions(control).ofDatabase();
  }

  /** The position that the source has come to; the stream passes it at once. */
  Timestamp position() throws SQLException {
    return WalPosition.insert(control);
  }

  /** Where the source's WAL ends right now. */
  Timestamp end() throws SQLException {
    return WalPosition.end(control);
  }

  /** What was changed under the sink, if anything. */
  Optional<String> changed(Upstream upstream, List<CarriedTable> tables) throws SQLException {
    var changes =
        new CarriedCheck(control).changes(upstream.publication(), upstream.slot(), tables);
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("\n", changes.stream().map(CarriedChange::message).toList()));
  }

  /** Which of the tables the source no longer carries whole, by OID, and why. */
  Map<Long, String> lost(Upstream upstream, Set<Long> tables) throws SQLException {
    return new CarriedCheck(control).lost(upstream.publication(), tables);
  }

  void drop(Upstream upstream) throws SQLException, SourceException {
    new Slots(control).drop(upstream.slot(), ANSWER_TIMEOUT);
    new Publications(control).drop(upstream.publication());
  }

  /** Ends the control session, also under a call of another thread. */
  @Override
  public void close() throws SQLException {
    control.abort(Runnable::run);
  }
}
