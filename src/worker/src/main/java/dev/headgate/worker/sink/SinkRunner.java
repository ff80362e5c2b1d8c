package dev.headgate.worker.sink;

import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.lifecycle.Lifecycle;
import dev.headgate.dataflow.lifecycle.Observing;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkEffect;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.WriterException;
import dev.headgate.postgres.ReplicationStream;
import dev.headgate.postgres.SourceException;
import dev.headgate.worker.RunningSink;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one sink: takes events one at a time, asks {@link Lifecycle} what follows, and does
 * it. Between events it reads the source and stages rows. All that may block runs beside it in
 * {@link SinkSteps}; a commit is under way while the next rows are read and encoded.
 */
public final class SinkRunner implements RunningSink {

  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_MILLIS = 20;
  private static final long POLL_MILLIS = 2;

  /** As many changes in one poll mean that more are waiting. */
  private static final long BACKLOG = 1_000;

  private static final long ANY_LIFE = -1;

  private record Mail(long life, Runnable action) {}

  /**
   * Why nothing more is read.
   *
   * @param completeFirst whether what is staged is sound, and committed before
   */
  private record Standstill(String problem, boolean completeFirst) {}

  private final SinkId id;
  private final SinkContext context;
  private final Failures failures;
  private final LinkedBlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();
  private final SideSteps side;
  private final SideSteps comparisons;
  private final SinkSteps steps;
  private final Repairs repairs;
  private final Lag lag;
  private final CommitCadence cadence;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile SinkState state;
  private volatile Observed observed;
  private volatile boolean closing;
  private Observed.Statistics earlier = Observed.Statistics.NONE;
  private Optional<RowStage> stage = Optional.empty();

  /** What was shown last, also while nothing flows. */
  private Optional<Shown> shown = Optional.empty();

  private Optional<Standstill> stuck = Optional.empty();

  /** Carried tables that a look found lost, until the next boundary. */
  private final Map<Long, String> lost = new HashMap<>();

  private boolean committing;
  private boolean hurried;
  private boolean backlog;
  private boolean staged;

  /** Whether a row was skipped since the last commit was asked for. */
  private boolean skipped;

  private long commitBegan;
  private long ticked;
  private long looked;

  private SinkRunner(SinkId id, SinkContext context) {
    this.id = id;
    this.context = context;
    this.failures = new Failures(context.clock());
    this.side = new SideSteps("side-" + id, new Answers(), failures::event);
    this.comparisons = new SideSteps("compare-" + id, new Answers(), failures::event);
    this.steps = new SinkSteps(id, context, side, comparisons);
    this.repairs = new Repairs(context, steps, side, comparisons, this::handle);
    this.lag = new Lag(context.settings().lagLimitBytes(), steps::askForEnd);
    this.state = SinkState.atStart(id, context.incarnation());
    this.observed = Observing.observe(state, Optional.empty(), earlier);
    this.cadence = new CommitCadence(context.settings(), context.nanoTime().getAsLong());
    this.thread = Thread.ofPlatform().name("sink-" + id).unstarted(this::run);
  }

  /**
   * Starts a sink's loop.
   *
   * @param file what the assignment file says; empty: the sink waits to be told
   */
  public static SinkRunner start(SinkId id, Optional<Desired> file, SinkContext context) {
    var runner = new SinkRunner(id, context);
    file.ifPresent(f -> runner.post(new SinkEvent.Asked(f, false)));
    runner.thread.start();
    return runner;
  }

  @Override
  public SinkId id() {
    return id;
  }

  @Override
  public Observed observed() {
    return observed;
  }

  @Override
  public Reception ask(Desired desired) {
    var now = state;
    if (Lifecycle.isOutdated(now, desired.generation())) {
      return new Reception.Outdated(now.acknowledgedGeneration());
    }
    post(new SinkEvent.Asked(desired, true));
    return new Reception.Accepted();
  }

  /** The loop ends when closed, or by a defect of this program. */
  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  /**
   * Stops streaming; a commit under way is waited for, for a few seconds. What is staged is given
   * up: the record has the rest.
   */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.interrupt();
    if (!ended.await(30, TimeUnit.SECONDS)) {
      LOG.warn("sink={} did not stop in time", id);
    }
  }

  private void post(SinkEvent event) {
    mailbox.add(new Mail(ANY_LIFE, () -> handle(event)));
  }

  private void run() {
    try {
      while (!closing || committing) {
        turn();
      }
    } catch (InterruptedException e) {
      LOG.debug("sink={} interrupted", id);
    } catch (RuntimeException | Error e) {
      LOG.error("sink={} loop failed", id, e);
      throw e;
    } finally {
      end();
    }
  }

  private void end() {
    steps.beginNewLife();
    try {
      comparisons.close();
      side.close();
    } catch (InterruptedException e) {
      LOG.warn("sink={} was interrupted while it closed", id);
    }
    ended.countDown();
  }

  private void turn() throws InterruptedException {
    long now = context.nanoTime().getAsLong();
    if (now - ticked >= tickNanos()) {
      ticked = now;
      handle(new SinkEvent.Tick(context.clock().instant()));
      offerStalledBoundary();
    }
    boolean reads = (streams() || repairs.ownsStream()) && stuck.isEmpty() && !closing;
    var mail = reads ? mailbox.poll() : await();
    for (; mail != null; mail = mailbox.poll()) {
      if (mail.life() == ANY_LIFE || mail.life() == side.life()) {
        mail.action().run();
      }
    }
    if (streams()) {
      pump();
    } else if (repairs.ownsStream()) {
      repairs.pump(record().orElseThrow());
      if (repairs.ready().isPresent()) {
        offerStalledBoundary();
      }
    }
  }

  /** Transactions that are waited for often end within milliseconds. */
  private long tickNanos() {
    return cutover() instanceof CutoverState.AwaitingTransactions ? TICK_NANOS / 20 : TICK_NANOS;
  }

  private Mail await() throws InterruptedException {
    try {
      return mailbox.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      if (closing && committing) {
        return null; // interrupted in order to close; the commit under way is waited for
      }
      throw e;
    }
  }

  private boolean streams() {
    return state.phase() instanceof Phase.Streaming && stage.isPresent();
  }

  /** Reads what has come, stages it, and offers a boundary where one is due. */
  private void pump() {
    var rows = stage.orElseThrow();
    try {
      if (stuck.isEmpty() && !closing) {
        read(rows);
      }
    } catch (SQLException | RuntimeException | SourceException e) {
      if (!Stuck.isCause(e)) {
        handle(failures.event(e));
        return;
      }
      stuck = Optional.of(new Standstill(e.getMessage(), true));
    }
    if (!committing && !closing) {
      boundary(rows);
    }
  }

  private void read(RowStage rows) throws SQLException, SourceException {
    var stream = stream();
    if (hurried) {
      stream.requestUpper();
      hurried = false;
    }
    try {
      boolean came =
          stream.pollOrWait(repairs.beside(rows), staged || committing ? 1 : POLL_MILLIS);
      backlog = came && rows.takeHandled() >= BACKLOG;
    } finally {
      // Also where a change cannot be written: what is complete before it may be committed.
      staged |= rows.takeStaged() > 0;
      skipped |= rows.takeSkipped();
    }
  }

  private ReplicationStream stream() {
    return steps.life().flow().orElseThrow().stream();
  }

  private void boundary(RowStage rows) {
    if (stuck.isPresent()) {
      stalled(rows);
      return;
    }
    if (stream().inTransaction()) {
      return;
    }
    long now = context.nanoTime().getAsLong();
    if (now - looked >= context.settings().idleCommitInterval().toNanos()) {
      looked = now;
      look(rows);
    }
    repairs.atBoundary(
        rows.shapes(), rows.upper(), record().orElseThrow().topic().partitions(), committed(rows));
    boolean due = staged && cadence.isDue(now, backlog);
    boolean underWay = !(cutover() instanceof CutoverState.Idle);
    if (due || underWay || !lost.isEmpty()) {
      offer(rows.upper(), due);
    }
  }

  /** All before it is committed; without anything staged, all that was read. */
  private Timestamp committed(RowStage rows) {
    return staged || committing ? record().orElseThrow().frontier().upper() : rows.upper();
  }

  /** What is complete is committed first; then the relation stands still. */
  private void stalled(RowStage rows) {
    var standstill = stuck.orElseThrow();
    if (staged && standstill.completeFirst()) {
      offer(rows.upper(), true);
    } else {
      stuck = Optional.empty();
      handle(new SinkEvent.RelationStuck(standstill.problem(), context.clock().instant()));
    }
  }

  private void offer(Timestamp upper, boolean due) {
    handle(
        new SinkEvent.Boundary(
            Frontier.at(upper),
            due,
            lag.isCaughtUp(cutover(), upper),
            takeLost(),
            skipped,
            repairs.ready()));
  }

  /** Once told, a commit follows. */
  private Map<Long, String> takeLost() {
    var told = Map.copyOf(lost);
    lost.clear();
    return told;
  }

  /**
   * The stream says nothing of a table that was dropped or replaced: so the catalog is asked from
   * time to time, and progress alone is committed only up to where it was sound.
   */
  private void look(RowStage rows) {
    var upper = rows.upper();
    steps.lookAtOthers(record().orElseThrow(), lost::putAll);
    steps.check(
        rows.shown(),
        record().orElseThrow(),
        problem ->
            problem.ifPresentOrElse(
                p -> stuck = Optional.of(new Standstill(p, false)), () -> commitProgress(upper)));
  }

  private void commitProgress(Timestamp upper) {
    boolean passed = record().filter(r -> !r.frontier().upper().isBefore(upper)).isPresent();
    if (!committing && !staged && !passed && streams()) {
      offer(upper, true);
    }
  }

  private void offerStalledBoundary() {
    if (state.phase() instanceof Phase.Stalled p && p.inFlight().isEmpty()) {
      steps.lookAtOthers(p.record(), lost::putAll);
      handle(
          new SinkEvent.Boundary(
              p.record().frontier(), false, true, takeLost(), false, repairs.ready()));
    }
  }

  private CutoverState cutover() {
    return state.cutover().orElseGet(CutoverState.Idle::new);
  }

  private Optional<LiveRecord> record() {
    return state.record().filter(LiveRecord.class::isInstance).map(LiveRecord.class::cast);
  }

  private void handle(SinkEvent event) {
    var step = Lifecycle.on(state, event);
    context.observer().transition(state, event, step);
    if (event instanceof SinkEvent.Committed) {
      committing = false;
      long now = context.nanoTime().getAsLong();
      cadence.ended(now);
      context.commitLatency().accept(Duration.ofNanos(now - commitBegan));
    }
    if (event instanceof SinkEvent.SourceOpened) {
      opened(steps.life().flow().orElseThrow().rows());
    }
    state = step.state();
    repairs.keepFor(cutover());
    try {
      step.effects().forEach(this::carryOut);
    } catch (WriterException | UncheckedIOException | RepairLost e) {
      handle(failures.event(e));
    }
    observe();
  }

  private void observe() {
    var statistics = steps.life().target().map(t -> earlier.plus(t.statistics())).orElse(earlier);
    observed = Observing.observe(state, stage.map(RowStage::upper), statistics);
  }

  private void carryOut(SinkEffect effect) {
    switch (effect) {
      case SinkEffect.Close e -> closeLife();
      case SinkEffect.Commit e -> commit(e);
      case SinkEffect.Acknowledge e -> acknowledge(e.frontier());
      case SinkEffect.StopStream e -> stopStream();
      case SinkEffect.Peek e -> peek();
      case SinkEffect.Fence e -> steps.fence();
      case SinkEffect.ReadRecord e -> steps.readRecord();
      case SinkEffect.Found e -> steps.found(e.definition());
      case SinkEffect.TakeSource e -> steps.takeSource(e.definition());
      case SinkEffect.MakeSource e -> steps.makeSource(e.record(), e.definition());
      case SinkEffect.OpenSource e -> steps.openSource(e);
      case SinkEffect.DropUpstream e -> steps.dropUpstream(e.upstream(), e.definition());
      case SinkEffect.InCutover(CutoverEffect.HurryBoundary h) -> hurried = true;
      case SinkEffect.InCutover(CutoverEffect.Prepare p) ->
          repairs.begin(
              p,
              record().orElseThrow(),
              stage.map(RowStage::shown),
              state.phase() instanceof Phase.Stalled);
      case SinkEffect.InCutover(CutoverEffect.WriteRepair w) -> writeRepair();
      case SinkEffect.InCutover e -> steps.inCutover(e.effect(), record().orElseThrow(), shown);
    }
  }

  /** What it writes is of the version that the commit begins. */
  private void writeRepair() {
    inFlight().ifPresent(steps.life().target().orElseThrow()::beginVersion);
    try {
      repairs.write(
          record().orElseThrow(),
          () -> {
            if (streams()) {
              stream().keepAlive();
            }
          });
    } catch (SQLException e) {
      throw new RepairLost(e);
    }
  }

  private Optional<LiveRecord> inFlight() {
    return switch (state.phase()) {
      case Phase.Streaming p -> p.inFlight();
      case Phase.Stalled p -> p.inFlight();
      default -> Optional.empty();
    };
  }

  /** The stream broke while a repair was staged; its transaction must not be committed. */
  private static final class RepairLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    RepairLost(SQLException cause) {
      super(Failures.text(cause), cause);
    }
  }

  /** Whatever an earlier look left open is closed first. */
  private void peek() {
    closeLife();
    steps.peek(state.wanted().orElseThrow().active());
  }

  private void opened(RowStage rows) {
    record().ifPresent(steps.life().target().orElseThrow()::announce);
    stage = Optional.of(rows);
    shown = Optional.of(rows.shown());
    staged = false;
    skipped = false;
    backlog = false;
    stuck = Optional.empty();
  }

  private void commit(SinkEffect.Commit effect) {
    committing = true;
    staged = false;
    skipped = false;
    commitBegan = context.nanoTime().getAsLong();
    long life = side.life();
    var target = steps.life().target().orElseThrow();
    if (effect.record() instanceof LiveRecord next && leavesVersion(next)) {
      target.beginVersion(next);
    }
    target
        .writer()
        .commitAsync(effect.record())
        .whenComplete(
            (written, thrown) ->
                mailbox.add(new Mail(life, () -> handle(outcome(written, thrown)))));
    if (effect.record() instanceof LiveRecord record) {
      stage
          .filter(s -> !s.shown().relation().equals(record.relation()))
          .ifPresent(s -> show(s, record));
    }
  }

  /** Where its schemas are not registered, nothing is read until the stream is opened again. */
  private void show(RowStage rows, LiveRecord record) {
    var next = steps.life().candidate().filter(c -> c.relation().equals(record.relation()));
    next.ifPresent(rows::show);
    shown = next.or(() -> shown);
    stage = next.isPresent() ? stage : Optional.empty();
  }

  private boolean leavesVersion(LiveRecord next) {
    return record().filter(r -> r.version().compareTo(next.version()) < 0).isPresent();
  }

  private SinkEvent outcome(ProgressRecord written, Throwable thrown) {
    if (thrown != null) {
      return failures.event(thrown);
    }
    return written instanceof LiveRecord live
        ? new SinkEvent.Committed(Optional.of(live))
        : new SinkEvent.Committed();
  }

  private void acknowledge(Timestamp frontier) {
    steps.life().flow().ifPresent(f -> f.stream().acknowledge(frontier));
  }

  /** What is staged is given up; the right to write is kept. */
  private void stopStream() {
    long life = side.life();
    mailbox.add(new Mail(life, repairs::streamStopped));
    steps.life().closeFlow();
    steps.life().target().orElseThrow().writer().abort();
    stage = Optional.empty();
    staged = false;
    skipped = false;
  }

  private void closeLife() {
    earlier = observed.statistics();
    repairs.end();
    lag.forget();
    steps.beginNewLife();
    stage = Optional.empty();
    lost.clear();
    committing = false;
    staged = false;
    skipped = false;
    stuck = Optional.empty();
  }

  private final class Answers implements SideSteps.Loop {
    @Override
    public void run(long life, Runnable action) {
      mailbox.add(new Mail(life, action));
    }

    @Override
    public void handle(SinkEvent event) {
      SinkRunner.this.handle(event);
    }
  }
}
