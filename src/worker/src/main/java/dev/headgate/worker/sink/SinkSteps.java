package dev.headgate.worker.sink;

import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.Readiness;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.lifecycle.SinkEffect;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.Problem;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.TopicProblem;
import dev.headgate.kafka.registry.RegistryException;
import dev.headgate.postgres.preview.PreviewLimits;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Carries out, beside the loop, what the lifecycle and the cutover ask for. Methods are called by
 * the loop and return at once; each step runs in its turn and answers with the event that its
 * effect names.
 */
final class SinkSteps {

  private final SinkId sink;
  private final SinkContext context;
  private final SideSteps side;
  private final SideSteps comparisons;
  private volatile Life life = new Life();

  /**
   * Begins with nothing open.
   *
   * @param side runs all steps but those of {@code comparisons}
   * @param comparisons runs the comparing of contents, which may take long and must hold nothing up
   */
  SinkSteps(SinkId sink, SinkContext context, SideSteps side, SideSteps comparisons) {
    this.sink = sink;
    this.context = context;
    this.side = side;
    this.comparisons = comparisons;
  }

  /** What is open right now. */
  Life life() {
    return life;
  }

  /** Gives up everything that is open. */
  void beginNewLife() {
    var over = life;
    life = new Life();
    side.beginNewLife();
    comparisons.beginNewLife();
    // Kafka's client may take seconds to close; the source's sessions must end at once, under
    // whatever call.
    over.closeSource();
    side.tidy(over::close);
  }

  void peek(Definition definition) {
    var now = life;
    side.ask(
        () -> {
          var target =
              new Target(
                  sink,
                  definition.spec().topic(),
                  definition.connections().kafka(),
                  context.commitPoints(),
                  context.nanoTime());
          now.hold(target);
          return new SinkEvent.Peeked(target.peek());
        });
  }

  void fence() {
    var target = target();
    side.ask(
        () -> {
          target.fence();
          return new SinkEvent.Fenced();
        });
  }

  void readRecord() {
    var target = target();
    side.ask(() -> new SinkEvent.RecordRead(target.read()));
  }

  void found(Definition definition) {
    var now = life;
    side.ask(
        () -> {
          var source = connected(now, definition.connections().postgres());
          planned(source.plan(definition));
          var topic = now.target().orElseThrow().topics().ensure(definition.spec());
          var upstream = source.chooseNames(source.identity(), context.random());
          return new SinkEvent.Founded(
              new LiveRecord(
                  Frontier.START,
                  definition.version(),
                  definition.relation(),
                  upstream,
                  new TreeMap<>(),
                  new LiveRecord.Writer("", context.incarnation(), 0),
                  Optional.empty(),
                  0,
                  Optional.empty(),
                  topic,
                  false,
                  List.of()));
        });
  }

  void takeSource(Definition definition) {
    var now = life;
    side.ask(
        () -> {
          connected(now, definition.connections().postgres()).takeFromOthers();
          return new SinkEvent.SourceTaken(now.target().orElseThrow().read());
        });
  }

  void makeSource(LiveRecord record, Definition definition) {
    var now = life;
    side.ask(
        () -> {
          var source = now.source().orElseThrow();
          var plan = planned(source.plan(definition));
          var founding = new Founding(source, now.target().orElseThrow(), context);
          return founding.make(record, plan, schemas(definition));
        });
  }

  void openSource(SinkEffect.OpenSource effect) {
    var record = effect.record();
    var definition = effect.definition();
    var now = life;
    side.ask(
        () -> {
          var source = now.source().orElseThrow();
          var target = now.target().orElseThrow();
          if (!target.isOrdinary() && !target.reopen(context.incarnation())) {
            return new SinkEvent.FencedOut(context.clock().instant());
          }
          requireTopic(target, record);
          var planning = source.plan(definition);
          if (planning instanceof Planning.Refused refused) {
            // No failure after which all begins again: a cutover to another relation leads out.
            return new SinkEvent.RelationStuck(
                String.join("\n", texts(refused)), context.clock().instant());
          }
          var plan = planned(planning);
          target.prepare(definition.spec());
          Shown shown;
          try {
            shown = new Shown(plan, schemas(definition).register(plan));
          } catch (RegistryException.Incompatible | RegistryException.Invalid refusal) {
            return new SinkEvent.RelationStuck(refusal.getMessage(), context.clock().instant());
          }
          var stream = source.open(record, effect.bringingIn());
          var rows =
              new RowStage(
                  target.messages(),
                  target.limits(),
                  target.rowErrors(),
                  shown,
                  record.frontier().upper(),
                  record.topic().partitions(),
                  context.settings().maxTransactionBytes());
          now.hold(new Life.Flow(stream, rows));
          return new SinkEvent.SourceOpened(stream.identity().timeline());
        });
  }

  void dropUpstream(Upstream upstream, Definition definition) {
    var now = life;
    side.ask(
        () -> {
          var source = connected(now, definition.connections().postgres());
          source.takeFromOthers();
          source.drop(upstream);
          return new SinkEvent.UpstreamDropped();
        });
  }

  /**
   * Looks whether the source or the topic were changed under the sink; {@code then} is told what
   * was.
   */
  void check(Shown shown, LiveRecord record, Consumer<Optional<String>> then) {
    var now = life;
    side.look(
        () -> {
          var target = now.target().orElseThrow();
          requireTopic(target, record);
          target.refreshLimits();
          return now.source().orElseThrow().changed(record.upstream(), List.of(shown.carried()));
        },
        then);
  }

  /** Asks where the source ends; {@code then} is told. */
  void askForEnd(Consumer<Timestamp> then) {
    var now = life;
    side.look(() -> now.source().orElseThrow().end(), then);
  }

  /** Looks which carried tables beside the active relation's were lost; {@code then} is told. */
  void lookAtOthers(LiveRecord record, Consumer<Map<Long, String>> then) {
    var others = new TreeSet<>(record.carried().keySet());
    others.remove(record.relation().oid());
    if (others.isEmpty()) {
      return;
    }
    var now = life;
    side.look(() -> now.source().orElseThrow().lost(record.upstream(), others), then);
  }

  /** Carries out an effect of the try under way. */
  void inCutover(CutoverEffect effect, LiveRecord record, Optional<Shown> active) {
    var now = life;
    var upstream = record.upstream();
    switch (effect) {
      case CutoverEffect.Plan e ->
          inTry(e.id(), () -> new CutoverEvent.Planned(e.id(), problems(now, e, upstream, active)));
      case CutoverEffect.Publish e ->
          inTry(
              e.id(),
              () -> {
                now.source().orElseThrow().publish(upstream.publication(), e.relation().table());
                return new CutoverEvent.Published(e.id());
              });
      case CutoverEffect.ListTransactions e ->
          inTry(
              e.id(),
              () ->
                  new CutoverEvent.TransactionsListed(
                      e.id(), now.source().orElseThrow().openTransactions()));
      case CutoverEffect.TakePosition e ->
          inTry(
              e.id(),
              () -> new CutoverEvent.PositionTaken(e.id(), now.source().orElseThrow().position()));
      case CutoverEffect.Compare e -> compare(e, record, active);
      case CutoverEffect.MakeReady e -> inTry(e.id(), () -> makeReady(now, e, record));
      case CutoverEffect.Nudge e ->
          side.look(() -> now.source().orElseThrow().position(), position -> {});
      case CutoverEffect.Unpublish e ->
          side.look(
              () -> {
                now.source().orElseThrow().unpublish(upstream.publication(), e.tables());
                return e;
              },
              done -> {});
      case CutoverEffect.Prepare e -> throw new IllegalArgumentException("the loop records");
      case CutoverEffect.WriteRepair e -> throw new IllegalArgumentException("the loop writes");
      case CutoverEffect.Commit e -> throw new IllegalArgumentException("the loop commits");
      case CutoverEffect.HurryBoundary e -> throw new IllegalArgumentException("the loop hurries");
    }
  }

  /** A step of a try that fails is no reason to stop the stream: the try waits, and tries again. */
  private void inTry(CutoverId id, Callable<CutoverEvent> step) {
    side.ask(() -> new SinkEvent.InCutover(step.call()), thrown -> failedInTry(id, thrown));
  }

  private <T> void inTry(CutoverId id, Callable<T> step, Consumer<T> then) {
    side.look(step, then, thrown -> failedInTry(id, thrown));
  }

  private static SinkEvent failedInTry(CutoverId id, Throwable thrown) {
    return new SinkEvent.InCutover(new CutoverEvent.SideStepFailed(id, Failures.text(thrown)));
  }

  /** The control session plans, as it is to have one caller; a session of its own compares. */
  private void compare(CutoverEffect.Compare e, LiveRecord record, Optional<Shown> active) {
    var now = life;
    inTry(
        e.id(),
        () -> {
          var source = now.source().orElseThrow();
          var from =
              active.isPresent()
                  ? active.get().plan()
                  : planned(source.plan(activeLike(e.candidate(), record)));
          return new Sides(from, planned(source.plan(e.candidate())), source);
        },
        sides -> compare(now, e, sides));
  }

  /** What the record shows, where nothing of it was ever shown in this life. */
  private static Definition activeLike(Definition candidate, LiveRecord record) {
    return new Definition(
        record.version(), record.relation(), candidate.spec(), candidate.connections());
  }

  private record Sides(SinkPlan from, SinkPlan to, Source source) {}

  private void compare(Life now, CutoverEffect.Compare e, Sides sides) {
    var contents = sides.source().comparison(PreviewLimits.DEFAULT);
    now.hold("comparison", contents::abort);
    var previews =
        new Previews(contents, schemas(e.candidate()), context.clock(), context.nanoTime());
    comparisons.ask(
        () ->
            new SinkEvent.InCutover(
                new CutoverEvent.Compared(e.id(), previews.preview(sides.from(), sides.to()))),
        thrown -> failedInTry(e.id(), thrown));
  }

  private List<String> problems(
      Life now, CutoverEffect.Plan e, Upstream upstream, Optional<Shown> active)
      throws SQLException {
    var source = now.source().orElseThrow();
    var planning = source.plan(e.candidate());
    if (active.isPresent()) {
      planning =
          Planner.candidate(
              active.get().plan(),
              upstream.domain(),
              planning,
              source.identity().domain(),
              e.candidate().relation().name());
    }
    return switch (planning) {
      case Planning.Planned planned ->
          e.check() == SchemaCheck.AFTER_CUTOVER
              ? List.of()
              : schemas(e.candidate()).problems(planned.plan(), active.isPresent());
      case Planning.Refused refused -> texts(refused);
    };
  }

  /** The last look before the point of no return. */
  private CutoverEvent makeReady(Life now, CutoverEffect.MakeReady e, LiveRecord record)
      throws SQLException, ProblemException {
    var source = now.source().orElseThrow();
    var target = now.target().orElseThrow();
    requireTopic(target, record);
    var plan = planned(source.plan(e.candidate()));
    var changed = source.changed(record.upstream(), List.of(Shown.carriedBy(plan)));
    if (changed.isPresent()) {
      return new CutoverEvent.Refused(e.id(), changed.get());
    }
    boolean registered = true;
    try {
      now.hold(new Shown(plan, schemas(e.candidate()).register(plan)));
    } catch (RegistryException.Incompatible | RegistryException.Invalid refusal) {
      if (e.check() == SchemaCheck.BEFORE_CUTOVER) {
        return new CutoverEvent.Refused(e.id(), refusal.getMessage());
      }
      now.holdNoCandidate();
      registered = false;
    }
    return new CutoverEvent.MadeReady(
        e.id(),
        new Readiness(
            target
                .topics()
                .endOffsets(plan.definition().spec().topic(), record.topic().partitions()),
            registered));
  }

  private static void requireTopic(Target target, LiveRecord record) throws ProblemException {
    var problems = target.topicProblems(record.topic());
    if (!problems.isEmpty()) {
      throw new ProblemException(problems.stream().map(TopicProblem::message).toList());
    }
  }

  private static SinkPlan planned(Planning planning) throws ProblemException {
    return switch (planning) {
      case Planning.Planned p -> p.plan();
      case Planning.Refused p -> throw new ProblemException(texts(p));
    };
  }

  private static List<String> texts(Planning.Refused refused) {
    return refused.problems().stream().map(Problem::toString).toList();
  }

  private Source connected(Life now, Connections.Postgres postgres) throws SQLException {
    if (now.source().isEmpty()) {
      now.hold(Source.connect(sink, postgres, context.incarnation()));
    }
    return now.source().orElseThrow();
  }

  private Schemas schemas(Definition definition) {
    return new Schemas(definition.connections().schemaRegistry(), context.http());
  }

  private Target target() {
    return life.target().orElseThrow();
  }
}
