package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Given;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.cutover.Readiness;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.lifecycle.Observing;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkEffect;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A worker process: carries out the effects of the worker's half on the simulated source and
 * broker. Dies between any two of them.
 */
final class WorkerProcess {

  /** The process dies. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final World world;
  private final String incarnation;
  private SinkState state;
  boolean dead;

  /** Counts up at every {@code Close}: an answer to what was asked before is not delivered. */
  private int life;

  /** Cutovers that this process itself was told to make. */
  private final Set<String> granted = new HashSet<>();

  /** Tries for which a comparison of contents found no more than is allowed. */
  private final Set<String> alike = new HashSet<>();

  private final Deque<Runnable> side = new ArrayDeque<>();

  /** Comparisons of contents, which hold nothing else up. */
  private final Deque<Runnable> slow = new ArrayDeque<>();

  private int epoch = -1;
  private Broker.Request commit;
  private final List<Row> staged = new ArrayList<>();
  private Relation shown;
  private long position;
  private Source.Feed feed;
  private boolean streaming;

  /** What is being prepared for a try, or is ready. */
  private Optional<Repairing> repairing = Optional.empty();

  /** Of which id, and with what the topic is to be brought in line. */
  private record Repairing(CutoverId id, Relation relation, Repair repair, boolean prepared) {}

  /** Whether the commit that follows leaves a relation that could not go on. */
  private boolean leaps;

  /** The timestamp that the last boundary offered to write it at. */
  private Timestamp repairAt = Timestamp.ZERO;

  /** Tables that a look found lost, until a commit follows. */
  private final Map<Long, String> lost = new TreeMap<>();

  /** What this life was begun with. */
  private Optional<Connections> reached = Optional.empty();

  WorkerProcess(World world, String incarnation, Optional<Desired> file) {
    this.world = world;
    this.incarnation = incarnation;
    this.state = SinkState.atStart(World.SINK, incarnation);
    file.ifPresent(f -> guarded(() -> handle(new SinkEvent.Asked(f, false))));
  }

  Observed observe() {
    return Observing.observe(state, Optional.empty(), Observed.Statistics.NONE);
  }

  Optional<CutoverState> cutover() {
    return state.cutover();
  }

  Phase phase() {
    return state.phase();
  }

  void put(Desired desired) {
    desired
        .candidate()
        .filter(c -> c.grant().equals(Optional.of(Grant.CUT_OVER)))
        .ifPresent(c -> granted.add(c.id().value()));
    guarded(() -> handle(new SinkEvent.Asked(desired, true)));
    Oracle.streamsAsWanted(state, reached);
  }

  void tick() {
    guarded(() -> handle(new SinkEvent.Tick(world.now())));
    Oracle.noTryIsOverdue(state, world.now());
  }

  /** The look at the catalog finds that a table is no longer what it was. */
  void loseTable(long table) {
    if (streaming && commit == null && shown.oid() == table) {
      stuck("the table was dropped");
    } else if (shown == null || shown.oid() != table) {
      lost.put(table, "it was dropped");
    }
  }

  private void stuck(String problem) {
    guarded(
        () -> {
          streaming = false;
          staged.clear();
          handle(new SinkEvent.RelationStuck(problem, world.now()));
        });
  }

  boolean hasSideStep() {
    return !side.isEmpty();
  }

  /** Carries out the oldest effect that runs beside the stream. */
  void sideStep() {
    if (!side.isEmpty()) {
      guarded(side.pop());
    }
    if (!slow.isEmpty() && world.random.nextInt(3) == 0) {
      guarded(slow.pop());
    }
  }

  boolean isCommitting() {
    return commit != null;
  }

  /** The broker answers the commit, or the answer is lost. */
  void commitStep() {
    guarded(
        () -> {
          var request = commit;
          if (!world.broker.up) {
            lost("broker gone");
          } else if (world.broker.isFenced(request.epoch)) {
            world.broker.settle(request, false);
            commit = null;
            handle(new SinkEvent.FencedOut(world.now()));
          } else if (world.chance(0.06)) {
            if (world.random.nextBoolean()) {
              world.broker.settle(request, world.random.nextBoolean());
            }
            lost("no answer to the commit");
          } else {
            world.broker.settle(request, true);
            commit = null;
            handle(new SinkEvent.Committed());
            confirmedNoMoreThanCommitted();
          }
        });
  }

  private void confirmedNoMoreThanCommitted() {
    if (streaming && feed.confirmed > Oracle.frontier(world)) {
      throw new AssertionError("acknowledged to the source before it was committed");
    }
  }

  /** Takes the next transaction or keepalive from the stream, then offers a boundary. */
  void pump() {
    guarded(
        () -> {
          if (!streaming && state.phase() instanceof Phase.Stalled p && p.inFlight().isEmpty()) {
            boundary(p.record().frontier(), false, true);
            return;
          }
          if (!streaming) {
            return;
          }
          if (!ownsSource()) {
            lost("the stream broke");
            return;
          }
          if (world.misfortune.isBroken(shown)) {
            if (commit == null) {
              stuck("no change can be written");
            }
            return;
          }
          var next = world.source.next(feed, position);
          next.ifPresentOrElse(this::take, () -> position = Math.max(position, world.source.end()));
          if (commit == null && state.phase() instanceof Phase.Streaming) {
            boolean due = !staged.isEmpty() ? world.chance(0.5) : world.chance(0.15);
            boundary(Frontier.at(new Timestamp(position)), due, world.chance(0.8));
          }
        });
  }

  private void boundary(Frontier frontier, boolean due, boolean caughtUp) {
    var repair = repairing.filter(Repairing::prepared).map(r -> repairAt(frontier));
    repairAt = repair.orElse(repairAt);
    handle(new SinkEvent.Boundary(frontier, due, caughtUp, lost, false, repair));
    if (commit != null) {
      lost.clear();
    }
  }

  /** Without a stream of the active relation, all that is committed is recorded of the new one. */
  private Timestamp repairAt(Frontier frontier) {
    return streaming
        ? frontier.upper()
        : new Timestamp(Math.max(frontier.upper().bits(), world.source.end()));
  }

  private void take(Source.Committed transaction) {
    if (world.chance(world.stuckChance()) && commit == null) {
      stuck("a value cannot be written");
      return;
    }
    Source.finalStates(transaction.changes(), shown.oid())
        .forEach((key, value) -> staged.add(world.row(transaction.at(), shown, key, value)));
    position = transaction.end();
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Crash e) {
      dead = true;
      world.crashes++;
    }
  }

  private void handle(SinkEvent event) {
    var step = world.protocol.worker(state, event);
    if (step.state().phase() instanceof Phase.Paused && !(state.phase() instanceof Phase.Paused)) {
      world.pauses++;
      Oracle.pausesBetweenTries(step.state());
    }
    state = step.state();
    world.trace(
        () -> "%s: %s -> %s %s".formatted(incarnation, event, state.phase(), step.effects()));
    repairing = repairing.filter(r -> isRepairing(r.id()));
    for (SinkEffect effect : step.effects()) {
      if (world.chance(world.crashChance())) {
        throw new Crash();
      }
      carryOut(effect);
    }
  }

  /** What was prepared is given up with its try; once it is to be committed, it is staged. */
  private boolean isRepairing(CutoverId id) {
    return switch (state.cutover().orElse(null)) {
      case CutoverState.Repairing s -> s.to().id().equals(id);
      case CutoverState.CommitUnknown s -> s.to().id().equals(id);
      case null, default -> false;
    };
  }

  private void lost(String problem) {
    commit = null;
    handle(new SinkEvent.Lost(problem, world.now()));
  }

  private void beside(Runnable action) {
    int asked = life;
    side.add(
        () -> {
          if (asked == life) {
            action.run();
          }
        });
  }

  /** Opens a session at the source, which takes the password of now. */
  private void connecting(Definition definition, Runnable action) {
    beside(
        () -> {
          if (definition.connections().equals(world.connections())) {
            action.run();
          } else {
            lost("password authentication failed");
          }
        });
  }

  private void withBroker(Runnable action) {
    beside(
        () -> {
          if (world.broker.up) {
            action.run();
          } else {
            lost("broker gone");
          }
        });
  }

  private void carryOut(SinkEffect effect) {
    switch (effect) {
      case SinkEffect.Close e -> close();
      case SinkEffect.Peek e -> {
        reached = state.wanted().map(w -> w.active().connections());
        withBroker(() -> handle(new SinkEvent.Peeked(world.broker.lastRecord())));
      }
      case SinkEffect.Fence e ->
          withBroker(
              () -> {
                epoch = world.broker.init();
                handle(new SinkEvent.Fenced());
              });
      case SinkEffect.ReadRecord e ->
          withBroker(() -> handle(new SinkEvent.RecordRead(world.broker.lastRecord())));
      case SinkEffect.Found e ->
          connecting(
              e.definition(),
              () -> {
                if (e.definition().relation().equals(World.UNUSABLE)) {
                  lost("the table does not exist");
                } else {
                  handle(new SinkEvent.Founded(first(e)));
                }
              });
      case SinkEffect.TakeSource e ->
          connecting(
              e.definition(),
              () -> {
                world.source.owner = this;
                withBroker(() -> handle(new SinkEvent.SourceTaken(world.broker.lastRecord())));
              });
      case SinkEffect.MakeSource e -> makeSource(e);
      case SinkEffect.OpenSource e -> asOwner(() -> openSource(e.record(), e.bringingIn()));
      case SinkEffect.Commit e -> commit(e.record());
      case SinkEffect.Acknowledge e -> {
        if (world.source.owner == this) {
          world.source.confirm(feed, e.frontier().bits());
        }
      }
      case SinkEffect.StopStream e -> {
        streaming = false;
        staged.clear();
        repairing.ifPresent(
            r ->
                beside(
                    () ->
                        handle(
                            new SinkEvent.InCutover(
                                new CutoverEvent.SideStepFailed(r.id(), "the stream stopped")))));
        repairing = Optional.empty();
      }
      case SinkEffect.DropUpstream e ->
          connecting(
              e.definition(),
              () -> {
                if (world.protocol.endsSessionsBeforeDropping()) {
                  world.source.owner = this;
                }
                world.source.feeds.remove(e.upstream().slot());
                handle(new SinkEvent.UpstreamDropped());
              });
      case SinkEffect.InCutover e -> carryOut(e.effect());
    }
  }

  private void close() {
    life++;
    lost.clear();
    repairing = Optional.empty();
    streaming = false;
    staged.clear();
    commit = null;
    if (world.source.owner == this) {
      world.source.owner = null;
    }
  }

  private LiveRecord first(SinkEffect.Found e) {
    return new LiveRecord(
        Frontier.START,
        e.definition().version(),
        e.definition().relation(),
        new LiveRecord.Upstream(new Domain("1", 1), 1, world.freshName(), "publication"),
        new TreeMap<>(),
        new LiveRecord.Writer("", incarnation, 0),
        Optional.empty(),
        0,
        Optional.empty(),
        new LiveRecord.TopicIdentity("c", "t", 1),
        false,
        List.of());
  }

  private void makeSource(SinkEffect.MakeSource e) {
    asOwner(
        () -> {
          feed = world.source.feed(e.record().upstream().slot());
          world.source.publish(feed, e.record().relation().oid());
          var running =
              world.source.transactions().stream()
                  .map(OpenTransaction::xid)
                  .collect(Collectors.toSet());
          createSlot(e, running);
        });
  }

  /** A slot is made once all transactions that were running have ended. */
  private void createSlot(SinkEffect.MakeSource e, Set<Long> running) {
    asOwner(
        () -> {
          if (world.source.transactions().stream().anyMatch(t -> running.contains(t.xid()))) {
            createSlot(e, running);
          } else {
            long since = world.source.createSlot(feed);
            boolean matches =
                e.definition().spec().snapshot()
                    && (Oracle.topic(world).findAny().isEmpty()
                        || !world.protocol.looksForOlderRows());
            if (e.definition().spec().snapshot()) {
              var relation = e.record().relation();
              world
                  .source
                  .contents(relation.oid(), since)
                  .forEach((k, v) -> staged.add(world.row(since, relation, k, v)));
            }
            handle(new SinkEvent.SourceMade(new Timestamp(since), matches));
          }
        });
  }

  private void openSource(LiveRecord record, Optional<Long> bringingIn) {
    String name = record.upstream().slot();
    feed = world.source.feed(name);
    long from = record.frontier().upper().bits();
    if (!feed.hasSlot || (world.protocol.checksFloor() && feed.confirmed > from)) {
      if (isLastClaimant()) {
        throw new AssertionError(
            "history lost: slot %s, confirmed %d, frontier %d"
                .formatted(feed.hasSlot, feed.confirmed, from));
      }
      lost("the slot is gone, or ahead of the frontier");
      return;
    }
    for (long table : List.copyOf(feed.published)) {
      if (!record.carried().containsKey(table) && !bringingIn.equals(Optional.of(table))) {
        world.source.unpublish(feed, table);
      }
    }
    if (world.chance(world.stuckChance()) || world.refusesSchema(record.relation())) {
      handle(new SinkEvent.RelationStuck("a table was dropped, or a schema refused", world.now()));
      return;
    }
    position = from;
    shown = record.relation();
    streaming = true;
    handle(new SinkEvent.SourceOpened(1));
  }

  private boolean isLastClaimant() {
    return world
        .broker
        .lastRecord()
        .filter(
            r -> r instanceof LiveRecord live && live.writer().incarnation().equals(incarnation))
        .isPresent();
  }

  private void commit(ProgressRecord record) {
    var rows = List.copyOf(staged);
    staged.clear();
    if (record instanceof LiveRecord live) {
      grantedIfItCutsOver(live);
      shown = live.relation();
      boolean unregistered =
          state.cutover().orElse(null) instanceof CutoverState.CommitUnknown c && !c.registered();
      streaming &= !unregistered;
    }
    if (!world.protocol.commitsTogether()) {
      world.broker.settle(
          world.broker.ask(epoch, new Broker.Transaction(rows, Optional.empty())), true);
      rows = List.of();
    }
    commit = world.broker.ask(epoch, new Broker.Transaction(rows, Optional.of(record), leaps));
    leaps = false;
  }

  private void grantedIfItCutsOver(LiveRecord next) {
    if (state.cutover().filter(CutoverState.CommitUnknown.class::isInstance).isPresent()
        && !granted.contains(next.cutover().orElseThrow().id())) {
      throw new AssertionError("cuts over without having been told so: " + next);
    }
    if (state.cutover().filter(CutoverState.CommitUnknown.class::isInstance).isPresent()) {
      var before = (LiveRecord) state.record().orElseThrow();
      Oracle.isPromoted(world, before, next);
      Oracle.isWithinLimits(world, before, next, alike);
    }
  }

  private void carryOut(CutoverEffect effect) {
    switch (effect) {
      case CutoverEffect.Commit e -> throw new AssertionError("the lifecycle commits");
      case CutoverEffect.HurryBoundary e -> {}
      case CutoverEffect.Plan e ->
          inSession(
              e.id(),
              () -> new CutoverEvent.Planned(e.id(), world.planningProblems(e.candidate())));
      case CutoverEffect.Publish e ->
          inSession(
              e.id(),
              () -> {
                if (world.misfortune.isDropped(e.relation())) {
                  return new CutoverEvent.SideStepFailed(e.id(), "the table does not exist");
                }
                world.source.publish(feed, e.relation().oid());
                return new CutoverEvent.Published(e.id());
              });
      case CutoverEffect.ListTransactions e ->
          inSession(
              e.id(),
              () ->
                  new CutoverEvent.TransactionsListed(
                      e.id(), world.protocol.transactions(world.source)));
      case CutoverEffect.TakePosition e ->
          inSession(
              e.id(),
              () -> {
                var taken =
                    new CutoverEvent.PositionTaken(e.id(), new Timestamp(world.source.end()));
                world.source.nudge();
                return taken;
              });
      case CutoverEffect.Compare e -> compare(e.id());
      case CutoverEffect.MakeReady e ->
          inSession(
              e.id(),
              () ->
                  !world.misfortune.registryUp
                      ? new CutoverEvent.SideStepFailed(e.id(), "the registry cannot be reached")
                      : world.misfortune.isDropped(e.candidate().relation())
                          ? new CutoverEvent.Refused(e.id(), "the table was dropped")
                          : world.refusesSchema(e.candidate().relation())
                              ? refused(e)
                              : new CutoverEvent.MadeReady(e.id(), new Readiness(List.of(), true)));
      case CutoverEffect.Prepare e -> prepare(e);
      case CutoverEffect.WriteRepair e -> writeRepair();
      case CutoverEffect.Nudge e -> asOwner(world.source::nudge);
      case CutoverEffect.Unpublish e ->
          asOwner(() -> e.tables().forEach(t -> world.source.unpublish(feed, t)));
    }
  }

  private static CutoverEvent refused(CutoverEffect.MakeReady e) {
    return e.check() == SchemaCheck.BEFORE_CUTOVER
        ? new CutoverEvent.Refused(e.id(), "the registry refuses the schema")
        : new CutoverEvent.MadeReady(e.id(), new Readiness(List.of(), false));
  }

  /** Whether the sessions of this process are alive. */
  private boolean ownsSource() {
    return world.source.owner == this
        || (!world.protocol.endsSessions() && world.source.owner != null);
  }

  private void compare(CutoverId id) {
    int asked = life;
    slow.add(
        () -> {
          if (asked == life) {
            var found = world.difference();
            if (found instanceof KeyDifference.Counted c
                && world.limits().exceededBy(c).isEmpty()) {
              alike.add(id.value());
            }
            handle(
                new SinkEvent.InCutover(
                    world.chance(0.03)
                        ? new CutoverEvent.SideStepFailed(id, "try again later")
                        : new CutoverEvent.Compared(id, Given.preview(found))));
          }
        });
  }

  private void prepare(CutoverEffect.Prepare e) {
    int asked = life;
    var begun = new Repairing(e.id(), e.candidate().relation(), e.repair(), false);
    repairing = Optional.of(begun);
    slow.add(
        () -> {
          if (asked != life || !repairing.equals(Optional.of(begun))) {
            return;
          }
          boolean possible = streaming || state.phase() instanceof Phase.Stalled;
          if (!possible || world.chance(world.faulty(0.05))) {
            handle(
                new SinkEvent.InCutover(new CutoverEvent.SideStepFailed(e.id(), "cannot be read")));
          } else {
            repairing =
                Optional.of(new Repairing(begun.id(), begun.relation(), begun.repair(), true));
          }
        });
  }

  private void writeRepair() {
    var r = repairing.orElseThrow();
    var before = (LiveRecord) state.record().orElseThrow();
    leaps = !streaming && repairAt.bits() > before.frontier().upper().bits();
    long at = world.protocol.contentsAt(repairAt.bits());
    var next = world.source.contents(r.relation().oid(), at);
    var held =
        world.protocol.held(
            r.repair(),
            Oracle.compacted(Stream.concat(Oracle.topic(world), staged.stream())),
            world.source.contents(before.relation().oid(), at));
    held.keySet().stream()
        .filter(key -> !next.containsKey(key))
        .forEach(key -> staged.add(world.row(repairAt.bits(), r.relation(), key, "")));
    next.forEach(
        (key, value) -> {
          if (world.protocol.writesAll(r.repair()) || !value.equals(held.get(key))) {
            staged.add(world.row(repairAt.bits(), r.relation(), key, value));
          }
        });
  }

  private void asOwner(Runnable action) {
    beside(
        () -> {
          if (ownsSource()) {
            action.run();
          } else {
            lost("the session was ended");
          }
        });
  }

  private void inSession(CutoverId id, Supplier<CutoverEvent> action) {
    asOwner(
        () -> {
          if (world.chance(0.03)) {
            handle(new SinkEvent.InCutover(new CutoverEvent.SideStepFailed(id, "try again later")));
          } else {
            handle(new SinkEvent.InCutover(action.get()));
          }
        });
  }

  /**
   * Whether everything that was committed upstream is committed in the topic, and nothing is under
   * way.
   */
  boolean isSettled() {
    return state.phase() instanceof Phase.Streaming p
        && p.inFlight().isEmpty()
        && state.wanted().isPresent()
        && p.cutover() instanceof CutoverState.Idle
        && p.record().frontier().hasReached(new Timestamp(world.source.end()))
        && side.isEmpty()
        && slow.isEmpty();
  }

  @Override
  public String toString() {
    return "%s%s %s".formatted(incarnation, dead ? " dead" : "", state);
  }
}
