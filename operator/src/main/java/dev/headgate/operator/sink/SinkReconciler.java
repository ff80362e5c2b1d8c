package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Steering;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.operator.event.EventRecorder;
import dev.headgate.operator.event.SinkNotices;
import dev.headgate.operator.sink.ReconcilePoints.Point;
import dev.headgate.operator.status.OperatorError;
import dev.headgate.operator.status.StatusWriter;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings about what a Sink says: looks, decides, carries out, reports. It keeps nothing between two
 * calls, so any of its writes may be the last one before a crash.
 */
public final class SinkReconciler implements Reconciler<Sink>, Cleaner<Sink> {

  private static final Logger LOG = LoggerFactory.getLogger(SinkReconciler.class);

  private final Look look;
  private final Workbench workbench;
  private final SinkEvents events;
  private final EventRecorder recorder;
  private final StatusWriter<Sink, SinkStatus> statuses;
  private final ReconcilePoints points;
  private final InstantSource clock;

  SinkReconciler(
      Look look,
      Workbench workbench,
      SinkEvents events,
      EventRecorder recorder,
      StatusWriter<Sink, SinkStatus> statuses,
      ReconcilePoints points,
      InstantSource clock) {
    this.look = look;
    this.workbench = workbench;
    this.events = events;
    this.recorder = recorder;
    this.statuses = statuses;
    this.points = points;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Sink>> prepareEventSources(EventSourceContext<Sink> context) {
    return events.prepare(context);
  }

  /** All Sinks as the watch has brought them; none where another operator leads. Any thread. */
  public Stream<Sink> sinks() {
    return events.sinks();
  }

  @Override
  public UpdateControl<Sink> reconcile(Sink sink, Context<Sink> context) {
    var seen = look.at(sink, context.getPrimaryCache().list(), events.pod(context));
    var wanted = Wishes.of(seen);
    if (wanted.isEmpty() || seen.rival().isPresent()) {
      report(seen, Report.of(seen, seen.attempt()), context);
      return again(Looks.WAITING);
    }
    var steering = steer(seen, wanted.get()).decide();
    if (!steering.attempt().equals(seen.attempt())) {
      remember(seen, steering, context);
      return again(Duration.ZERO);
    }
    var done = workbench.carryOut(seen, steering);
    if (done.isEmpty()) {
      return again(Duration.ZERO);
    }
    events.follow(seen);
    report(seen, Report.of(seen, steering.attempt(), done.get().updatePending()), context);
    return again(isSettled(seen, steering) ? settled(context) : Looks.SOON);
  }

  private static Duration settled(Context<Sink> context) {
    return Looks.settled(context.getPrimaryCache().keys().count());
  }

  /** JOSDK takes a delay of at least a millisecond. */
  private static UpdateControl<Sink> again(Duration delay) {
    return UpdateControl.<Sink>noUpdate().rescheduleAfter(Math.max(1, delay.toMillis()));
  }

  private static Steer steer(Seen seen, Wanted wanted) {
    return new Steer(seen.now(), wanted, seen.attempt(), seen.assigned(), seen.observed());
  }

  /** Alone: what it asks for follows once it is durable. */
  private void remember(Seen seen, Steering steering, Context<Sink> context) {
    var status = Report.of(seen, steering.attempt());
    steering.attempt().ifPresent(attempt -> log(seen, attempt));
    write(seen, status, context);
    points.reached(Point.REMEMBERED, Optional.ofNullable(status.cutover()));
  }

  private static void log(Seen seen, Attempt attempt) {
    LOG.info(
        "sink={} cutover={} to={} leaving={} fate={}",
        seen.id(),
        attempt.id(),
        attempt.to().name(),
        attempt.leaving(),
        attempt.fate());
  }

  private void report(Seen seen, SinkStatus status, Context<Sink> context) {
    if (!status.equals(seen.sink().getStatus())) {
      write(seen, status, context);
      points.reached(Point.REPORTED, Optional.ofNullable(status.cutover()));
    }
  }

  /** Events first: once the status shows it, nobody knows any more that something changed. */
  private void write(Seen seen, SinkStatus status, Context<Sink> context) {
    var sink = seen.sink();
    recorder.publish(sink, SinkNotices.between(sink.getStatus(), status));
    points.reached(Point.PUBLISHED, Optional.ofNullable(status.cutover()));
    statuses.write(sink, status, context);
  }

  private static boolean isSettled(Seen seen, Steering steering) {
    boolean underWay =
        steering.attempt().filter(a -> Attempts.finalStep(a.fate()).isEmpty()).isPresent();
    boolean told = steering.assign().isEmpty() && steering.send().isEmpty();
    var word = Standing.of(seen).word();
    return told && !underWay && (word == SinkStatus.Word.running || word == SinkStatus.Word.paused);
  }

  @Override
  public DeleteControl cleanup(Sink sink, Context<Sink> context) {
    var seen = look.at(sink, context.getPrimaryCache().list(), events.pod(context));
    var wanted = Wishes.of(seen);
    boolean neverRan =
        seen.assignment().isEmpty()
            && (wanted.isEmpty() || sink.getStatus() == null || sink.getStatus().version() == null);
    if (neverRan) {
      return gone(seen);
    }
    var steer = steer(seen, wanted.orElseThrow());
    if (seen.assignment().isPresent() && (steer.isReleased() || workbench.isReleasedByJob(seen))) {
      return gone(seen);
    }
    var steering = steer.decide();
    if (!steering.attempt().equals(seen.attempt())) {
      remember(seen, steering, context);
    } else if (workbench.release(seen, steering)) {
      report(seen, Report.of(seen, steering.attempt()), context);
    }
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(Looks.SOON.toMillis());
  }

  private DeleteControl gone(Seen seen) {
    workbench.clearAway(seen);
    events.forget(seen.sink());
    recorder.publish(seen.sink(), SinkNotices.released());
    LOG.info("sink={} uid={} released", seen.id(), seen.sink().getMetadata().getUid());
    return DeleteControl.defaultDelete();
  }

  @Override
  public ErrorStatusUpdateControl<Sink> updateErrorStatus(
      Sink sink, Context<Sink> context, Exception e) {
    return OperatorError.shown(
        e,
        () -> {
          var status = Failure.status(sink, e, clock.instant());
          recorder.publish(sink, SinkNotices.between(sink.getStatus(), status));
          return statuses.with(sink, status);
        });
  }
}
