package dev.headgate.operator.relation;

import dev.headgate.api.v1alpha1.Connection;
import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.RelationStatus;
import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.event.ConditionNotices;
import dev.headgate.operator.event.EventRecorder;
import dev.headgate.operator.status.Conditions;
import dev.headgate.operator.status.OperatorError;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins Relations to their tables, and says of each whether its table is still there, is still the
 * same and can be read. A database tells nobody when that changes: it is asked again and again.
 */
public final class RelationReconciler implements Reconciler<Relation> {

  private static final Logger LOG = LoggerFactory.getLogger(RelationReconciler.class);

  /** While somebody may be waiting for it. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Duration LATER = Duration.ofSeconds(30);

  /** After so long without success, nobody watches any more. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String BY_CONNECTION = "connection";

  private final ConnectionReader connections;
  private final EventRecorder recorder;
  private final InstantSource clock;
  private final StatusWriter<Relation, RelationStatus> statuses = new StatusWriter<>(Relation::new);

  public RelationReconciler(
      ConnectionReader connections, EventRecorder recorder, InstantSource clock) {
    this.connections = connections;
    this.recorder = recorder;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Relation>> prepareEventSources(EventSourceContext<Relation> context) {
    var relations = context.getPrimaryCache();
    relations.addIndexer(BY_CONNECTION, relation -> List.of(connection(relation).toString()));
    var configuration =
        InformerEventSourceConfiguration.from(Connection.class, Relation.class)
            .withSecondaryToPrimaryMapper(
                connection ->
                    relations
                        .byIndex(BY_CONNECTION, ResourceID.fromResource(connection).toString())
                        .stream()
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper((Relation relation) -> Set.of(connection(relation)))
            .build();
    return List.of(new InformerEventSource<>(configuration, context));
  }

  private static ResourceID connection(Relation relation) {
    return new ResourceID(
        relation.getSpec().postgres().connection().name(), relation.getMetadata().getNamespace());
  }

  @Override
  public UpdateControl<Relation> reconcile(Relation relation, Context<Relation> context) {
    var now = clock.instant();
    var status = status(relation, resolve(relation), now);
    var ready = status.conditions().getFirst();
    logTransition(relation, ready);
    publish(relation, status);
    statuses.write(relation, status, context);
    return UpdateControl.<Relation>noUpdate().rescheduleAfter(next(ready, now));
  }

  private Resolved<PinnedRelation> resolve(Relation relation) {
    String namespace = relation.getMetadata().getNamespace();
    String connection = relation.getSpec().postgres().connection().name();
    return Wanted.of(relation)
        .then(
            wanted ->
                connections
                    .postgres(namespace, connection)
                    .map(postgres -> new Database(connection, postgres))
                    .then(database -> database.ask(catalog -> Facts.ask(catalog, database, wanted)))
                    .then(facts -> Judgement.of(wanted, facts)));
  }

  private static RelationStatus status(
      Relation relation, Resolved<PinnedRelation> resolved, Instant now) {
    long generation = relation.getMetadata().getGeneration();
    var conditions = Conditions.after(RelationStatuses.conditions(relation), generation, now);
    switch (resolved) {
      case Resolved.Found<PinnedRelation>(var pin) ->
          conditions.set(
              RelationStatuses.READY,
              Conditions.Status.TRUE,
              "Resolved",
              "It shows table %s, OID %d".formatted(pin.table(), pin.oid()));
      case Resolved.Missing<PinnedRelation>(var reason, var message) ->
          conditions.set(
              RelationStatuses.READY,
              reason.equals(Database.UNREACHABLE)
                  ? Conditions.Status.UNKNOWN
                  : Conditions.Status.FALSE,
              reason,
              message);
    }
    var pin = RelationStatuses.pin(relation).or(resolved::toOptional).orElse(null);
    return new RelationStatus(generation, pin, conditions.list());
  }

  @Override
  public ErrorStatusUpdateControl<Relation> updateErrorStatus(
      Relation relation, Context<Relation> context, Exception e) {
    return OperatorError.shown(
        e,
        () -> {
          var status = unsure(relation, e);
          publish(relation, status);
          return statuses.with(relation, status);
        });
  }

  private void publish(Relation relation, RelationStatus status) {
    recorder.publish(
        relation,
        ConditionNotices.between(
            RelationStatuses.READY, RelationStatuses.conditions(relation), status.conditions()));
  }

  private RelationStatus unsure(Relation relation, Exception e) {
    long generation = relation.getMetadata().getGeneration();
    var conditions =
        Conditions.after(RelationStatuses.conditions(relation), generation, clock.instant())
            .set(
                RelationStatuses.READY,
                Conditions.Status.UNKNOWN,
                OperatorError.REASON,
                OperatorError.message(e));
    return new RelationStatus(
        generation, RelationStatuses.pin(relation).orElse(null), conditions.list());
  }

  private static void logTransition(Relation relation, Condition ready) {
    var before = RelationStatuses.ready(relation).map(Condition::getReason);
    if (before.filter(ready.getReason()::equals).isEmpty()) {
      LOG.info(
          "namespace={} relation={} ready={} reason={}",
          relation.getMetadata().getNamespace(),
          relation.getMetadata().getName(),
          ready.getStatus(),
          ready.getReason());
    }
  }

  private static Duration next(Condition ready, Instant now) {
    var since = Instant.parse(ready.getLastTransitionTime());
    boolean settled =
        ready.getStatus().equals(Conditions.Status.TRUE.word())
            || since.plus(PATIENCE).isBefore(now);
    return settled ? LATER : SOON;
  }
}
