package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.relation.RelationReader;
import dev.headgate.operator.relation.ResolvedRelation;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.worker.AssignmentStore;
import dev.headgate.operator.worker.Stored;
import dev.headgate.operator.worker.StoredAssignment;
import dev.headgate.operator.worker.WorkerClient;
import dev.headgate.operator.worker.WorkerClient.Answer;
import dev.headgate.operator.worker.WorkerPod;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads everything that bears on a Sink. */
final class Look {

  private final InstantSource clock;
  private final ConnectionReader connections;
  private final RelationReader relations;
  private final AssignmentStore assignments;
  private final WorkerClient worker;
  private final Rivals rivals;
  private final Function<Sink, SinkId> ids;

  Look(
      InstantSource clock,
      ConnectionReader connections,
      RelationReader relations,
      AssignmentStore assignments,
      WorkerClient worker,
      Rivals rivals,
      Function<Sink, SinkId> ids) {
    this.clock = clock;
    this.connections = connections;
    this.relations = relations;
    this.assignments = assignments;
    this.worker = worker;
    this.rivals = rivals;
    this.ids = ids;
  }

  /**
   * @param others all Sinks that the operator knows
   * @param pod the worker's pod
   */
  Seen at(Sink sink, Stream<Sink> others, Optional<WorkerPod> pod) {
    var id = ids.apply(sink);
    var stored = assignments.read(sink);
    var assignment =
        stored instanceof Stored.Ours(var ours)
            ? Optional.of(ours)
            : Optional.<StoredAssignment>empty();
    var relation = relations.relation(namespace(sink), sink.getSpec().from().name());
    var answer = ask(id, assignment, pod);
    return new Seen(
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        sink,
        id,
        rival(sink, stored, assignment, others),
        relation,
        reached(sink, relation),
        active(sink, answer),
        assignment,
        pod,
        answer);
  }

  private Optional<Seen.Problem> rival(
      Sink sink, Stored stored, Optional<StoredAssignment> assignment, Stream<Sink> others) {
    if (stored instanceof Stored.Foreign(var message)) {
      return Optional.of(new Seen.Problem("SecretTaken", message));
    }
    return assignment.isPresent() ? Optional.empty() : rivals.of(sink, others);
  }

  private Answer ask(SinkId id, Optional<StoredAssignment> assignment, Optional<WorkerPod> pod) {
    if (assignment.isEmpty()) {
      return new Answer.Silent("No worker was started");
    }
    if (pod.isEmpty()) {
      return new Answer.Silent("There is no pod of the worker");
    }
    return pod.get()
        .uri()
        .map(uri -> worker.observe(uri, assignment.get().token(), id))
        .orElseGet(() -> new Answer.Silent("The worker's pod has no address yet"));
  }

  /** How the relation's systems are reached. */
  private Resolved<Connections> reached(Sink sink, Resolved<ResolvedRelation> relation) {
    return switch (relation) {
      case Resolved.Missing<ResolvedRelation>(var reason, var message) ->
          new Resolved.Missing<>(reason, message);
      case Resolved.Found<ResolvedRelation>(var found) -> reached(sink, found.connection());
    };
  }

  private Resolved<Connections> reached(Sink sink, String postgres) {
    var namespace = namespace(sink);
    var spec = sink.getSpec();
    return connections
        .kafka(namespace, spec.into().kafka().connection().name())
        .then(
            kafka ->
                connections
                    .schemaRegistry(namespace, spec.format().avro().registry().name())
                    .then(
                        registry ->
                            connections
                                .postgres(namespace, postgres)
                                .map(database -> new Connections(kafka, registry, database))));
  }

  /** By the resource of the relation that flows, if that is still the one that it was. */
  private Optional<Connections> active(Sink sink, Answer answer) {
    if (!(answer instanceof Answer.Heard(Observed observed))) {
      return Optional.empty();
    }
    return observed
        .record()
        .filter(LiveRecord.class::isInstance)
        .map(r -> ((LiveRecord) r).relation())
        .flatMap(
            flowing ->
                relations
                    .relation(namespace(sink), flowing.name())
                    .toOptional()
                    .filter(found -> found.relation().equals(flowing)))
        .flatMap(found -> reached(sink, found.connection()).toOptional());
  }

  private static String namespace(Sink sink) {
    return sink.getMetadata().getNamespace();
  }
}
