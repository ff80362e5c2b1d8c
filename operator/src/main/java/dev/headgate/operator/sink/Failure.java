package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.operator.status.Conditions;
import dev.headgate.operator.status.OperatorError;
import dev.headgate.operator.worker.ForeignObjectException;
import dev.headgate.operator.worker.MalformedAssignmentException;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What a Sink shows while the operator cannot look after it. What flows goes on flowing. */
final class Failure {

  private Failure() {}

  /** The status that the Sink had, with the failure in its conditions. */
  static SinkStatus status(Sink sink, Exception e, Instant now) {
    var s = sink.getStatus() == null ? nothing() : sink.getStatus();
    return new SinkStatus(
        s.id(),
        sink.getMetadata().getName(),
        s.type(),
        s.status(),
        s.lastStatusChangeAt(),
        s.statusHistory(),
        s.error(),
        s.details(),
        s.phase(),
        s.version(),
        s.frontier(),
        s.activeRelation(),
        s.topicMatchesRelation(),
        s.cutover(),
        s.history(),
        s.statistics(),
        s.workerUpdatePending(),
        sink.getMetadata().getGeneration(),
        conditions(s, sink.getMetadata().getGeneration(), e, now));
  }

  private static SinkStatus nothing() {
    return new SinkStatus(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null);
  }

  private static List<Condition> conditions(
      SinkStatus before, long generation, Exception e, Instant now) {
    var message = message(e);
    var reason = reason(e);
    var list =
        Conditions.after(before.conditions(), generation, now)
            .set("Ready", Conditions.Status.FALSE, reason, message)
            .set("Reconciling", Conditions.Status.FALSE, reason, "")
            .set("Stalled", Conditions.Status.TRUE, reason, message)
            .list();
    var others =
        before.conditions().stream()
            .filter(c -> list.stream().noneMatch(set -> set.getType().equals(c.getType())));
    return Stream.concat(list.stream(), others).toList();
  }

  private static String reason(Exception e) {
    if (e instanceof ForeignObjectException) {
      return "NameTaken";
    }
    return e instanceof MalformedAssignmentException ? "MalformedAssignment" : OperatorError.REASON;
  }

  private static String message(Exception e) {
    return e instanceof ForeignObjectException || e instanceof MalformedAssignmentException
        ? e.getMessage()
        : OperatorError.message(e);
  }
}
