package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.contents.SpillPast;
import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.SourceException;
import dev.headgate.worker.repair.PreparationSettings;
import dev.headgate.worker.repair.Written;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares what a cutover writes beyond changing over, one at a time: recorded from the sink's
 * stream, or from one of its own where the active relation cannot go on; read and compared beside.
 * Used by the sink's loop alone.
 */
final class Repairs {

  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

  /** Large contents take long; a try's deadline is what bounds it. */
  private static final Duration LIMIT = Duration.ofHours(12);

  private final SinkContext context;
  private final SinkSteps steps;
  private final SideSteps side;
  private final SideSteps reading;
  private final Consumer<SinkEvent> loop;
  private Optional<RepairInProgress> underWay = Optional.empty();
  private Optional<OwnStream> own = Optional.empty();

  /**
   * Begins with none.
   *
   * @param side runs what is short
   * @param reading runs what takes long
   * @param loop takes events
   */
  Repairs(
      SinkContext context,
      SinkSteps steps,
      SideSteps side,
      SideSteps reading,
      Consumer<SinkEvent> loop) {
    this.context = context;
    this.steps = steps;
    this.side = side;
    this.reading = reading;
    this.loop = loop;
  }

  /**
   * Begins to prepare.
   *
   * @param active what flows; empty if nothing does
   */
  void begin(CutoverEffect.Prepare e, LiveRecord record, Optional<Shown> active, boolean stalled) {
    end();
    var next = steps.life().candidate().filter(c -> c.relation().equals(e.candidate().relation()));
    if (next.isEmpty() || (active.isEmpty() && !(stalled && e.repair() == Repair.REFRESH))) {
      loop.accept(failed(e.id(), "contents can be read once the stream is open"));
      return;
    }
    var begun =
        new RepairInProgress(
            e.id(),
            e.repair(),
            active.map(this::written),
            written(next.get()),
            context.storage(),
            bytes());
    underWay = Optional.of(begun);
    if (active.isEmpty()) {
      openOwn(begun, record, e.candidate().relation().oid());
    }
  }

  private void openOwn(RepairInProgress begun, LiveRecord record, long table) {
    var life = steps.life();
    step(
        side,
        begun,
        () -> {
          var stream = life.source().orElseThrow().open(record, Optional.of(table));
          life.hold("recording stream", stream);
          return stream;
        },
        stream -> own = Optional.of(new OwnStream(stream, record.frontier().upper())));
  }

  /** About how much memory each of recording, sorting and keeping may take. */
  private long bytes() {
    return context.settings().repairBytes();
  }

  private Written written(Shown shown) {
    return new Written(shown.plan(), shown.ids(), steps.life().target().orElseThrow().limits());
  }

  /** Hands changes to {@code rows}, and to what is being recorded. */
  ChangeHandler beside(ChangeHandler rows) {
    return underWay
        .flatMap(RepairInProgress::recorder)
        .<ChangeHandler>map(r -> new Both(rows, r))
        .orElse(rows);
  }

  /** Whether it has a stream of its own, to be {@linkplain #pump pumped}. */
  boolean ownsStream() {
    return own.isPresent();
  }

  /** Reads from the stream of its own what has come. */
  void pump(LiveRecord record) {
    var from = own.orElseThrow();
    try {
      if (from.poll(this::beside)) {
        atBoundary(from.shapes(), from.upper(), record.topic().partitions(), from.upper());
      }
    } catch (SQLException | SourceException e) {
      fail(Failures.text(e));
    }
  }

  /**
   * Goes on with it, between two transactions.
   *
   * @param upper all before it was handed to {@link #beside}
   * @param committed all before it is committed
   */
  void atBoundary(
      Map<Long, TableShape> shapes, Timestamp upper, int partitions, Timestamp committed) {
    if (underWay.isEmpty()) {
      return;
    }
    var repair = underWay.get();
    if (repair.recorder().isEmpty()) {
      repair.record(shapes, upper);
      var life = steps.life();
      step(side, repair, () -> life.source().orElseThrow().takeFloor(), repair::floorTaken);
    } else if (repair.failure().isPresent()) {
      failed(repair.failure().get());
    } else if (repair.canBeRead(committed)) {
      read(repair, partitions);
    } else {
      repair
          .problem(steps.life().target().orElseThrow().transactionTimeout())
          .ifPresent(this::refuse);
    }
  }

  private void read(RepairInProgress repair, int partitions) {
    var life = steps.life();
    var preparation =
        life.source()
            .orElseThrow()
            .preparation(
                new SpillPast(context.storage(), bytes()),
                new PreparationSettings(context.settings().snapshotSessions(), bytes(), LIMIT));
    var read =
        repair.reading(
            preparation,
            life.target().orElseThrow(),
            partitions,
            reading::tell,
            open -> waiting(repair, open));
    step(
        reading,
        repair,
        () -> {
          repair.offer(read.call());
          return repair;
        },
        done -> LOG.info("cutover={} repair prepared", done.id()));
  }

  private void waiting(RepairInProgress repair, List<OpenTransaction> open) {
    if (underWay.equals(Optional.of(repair))) {
      loop.accept(new SinkEvent.InCutover(new CutoverEvent.TransactionsListed(repair.id(), open)));
    }
  }

  /** What fails is the repair alone. One that was given up meanwhile is not heard of again. */
  private <T> void step(SideSteps on, RepairInProgress of, Callable<T> step, Consumer<T> then) {
    on.look(
        () -> Outcome.of(step),
        outcome -> {
          if (underWay.equals(Optional.of(of))) {
            outcome.found().ifPresent(then);
            outcome.failure().ifPresent(this::failed);
          }
        });
  }

  private void failed(Exception thrown) {
    if (RepairInProgress.isForGood(thrown)) {
      refuse(RepairInProgress.text(thrown));
    } else {
      fail(Failures.text(thrown));
    }
  }

  /** What a step found, or what it met. */
  private record Outcome<T>(Optional<T> found, Optional<Exception> failure) {
    static <T> Outcome<T> of(Callable<T> step) {
      try {
        return new Outcome<>(Optional.of(step.call()), Optional.empty());
      } catch (Exception e) {
        return new Outcome<>(Optional.empty(), Optional.of(e));
      }
    }
  }

  /** The timestamp at which it could be staged now. */
  Optional<Timestamp> ready() {
    return underWay.flatMap(RepairInProgress::ready);
  }

  /** Stages it, for the commit that follows. */
  void write(LiveRecord record, KeepAlive stream) throws SQLException {
    var repair = underWay.orElseThrow();
    var alive = own.<KeepAlive>map(o -> o::keepAlive).orElse(stream);
    var written =
        repair.write(
            steps.life().target().orElseThrow().messages(), record.topic().partitions(), alive);
    LOG.info(
        "cutover={} at={} written={}", repair.id(), repair.ready().orElseThrow().toLsn(), written);
    end();
  }

  /** Gives it up unless the try that it is for still wants it. */
  void keepFor(CutoverState state) {
    var wanted =
        switch (state) {
          case CutoverState.Repairing s -> Optional.of(s.to().id());
          // It is about to be staged.
          case CutoverState.CommitUnknown s -> Optional.of(s.to().id());
          default -> Optional.<CutoverId>empty();
        };
    if (underWay.isPresent() && !wanted.equals(underWay.map(RepairInProgress::id))) {
      end();
    }
  }

  /** The stream that it was recorded from is gone. */
  void streamStopped() {
    if (underWay.isPresent() && own.isEmpty()) {
      fail("the stream was stopped, and contents are to be read anew");
    }
  }

  private void fail(String problem) {
    var id = underWay.orElseThrow().id();
    end();
    loop.accept(failed(id, problem));
  }

  private void refuse(String problem) {
    var id = underWay.orElseThrow().id();
    end();
    loop.accept(new SinkEvent.InCutover(new CutoverEvent.Refused(id, problem)));
  }

  private static SinkEvent failed(CutoverId id, String problem) {
    return new SinkEvent.InCutover(new CutoverEvent.SideStepFailed(id, problem));
  }

  /** Gives up what is under way. */
  void end() {
    underWay.ifPresent(RepairInProgress::close);
    underWay = Optional.empty();
    own.ifPresent(OwnStream::close);
    own = Optional.empty();
  }

  /** Tells a server that its client lives. */
  interface KeepAlive {
    void keepAlive() throws SQLException;
  }
}
