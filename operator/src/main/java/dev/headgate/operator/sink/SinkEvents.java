package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Connection;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.operator.lookup.Lookup;
import dev.headgate.operator.worker.Ownership;
import dev.headgate.operator.worker.WorkerEventSource;
import dev.headgate.operator.worker.WorkerPod;
import dev.headgate.operator.worker.WorkerPods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What makes a Sink be looked at again: all that it refers to, all that it owns, its worker. */
final class SinkEvents {

  private final WorkerEventSource workers;

  /** Made when the controller is registered, before anything is looked up. */
  private volatile InformerEventSource<Relation, Sink> relations;

  private volatile InformerEventSource<Connection, Sink> connections;
  private volatile Optional<IndexerResourceCache<Sink>> sinks = Optional.empty();

  SinkEvents(WorkerEventSource workers) {
    this.workers = workers;
  }

  List<EventSource<?, Sink>> prepare(EventSourceContext<Sink> context) {
    sinks = Optional.of(context.getPrimaryCache());
    relations = referred(Relation.class, SinkEvents::names, context);
    connections = referred(Connection.class, SinkEvents::uses, context);
    return List.of(
        relations,
        connections,
        owned(Deployment.class, Mappers.fromOwnerReferences(Sink.class), context),
        owned(Pod.class, SinkEvents::workedFor, context),
        workers);
  }

  /** All Sinks as the watch has brought them; none before it was started. */
  Stream<Sink> sinks() {
    return sinks.stream().flatMap(IndexerResourceCache::list);
  }

  /** Relations as the watch has brought them: a later one makes its Sinks be looked at again. */
  Lookup<Relation> relations() {
    return (namespace, name) -> relations.get(new ResourceID(name, namespace));
  }

  /** Connections, likewise. */
  Lookup<Connection> connections() {
    return (namespace, name) -> connections.get(new ResourceID(name, namespace));
  }

  /** A Deployment, not the Sink, owns the pod. */
  private static Set<ResourceID> workedFor(Pod pod) {
    var metadata = pod.getMetadata();
    return Set.of(
        new ResourceID(metadata.getLabels().get(Api.SINK_LABEL), metadata.getNamespace()));
  }

  private static boolean names(Sink sink, Relation relation) {
    return sink.getSpec().from().name().equals(relation.getMetadata().getName());
  }

  /** The PostgreSQL one is named by the Relation, so any of that kind may be it. */
  private static boolean uses(Sink sink, Connection connection) {
    var name = connection.getMetadata().getName();
    return connection.getSpec().postgres() != null
        || sink.getSpec().into().kafka().connection().name().equals(name)
        || sink.getSpec().format().avro().registry().name().equals(name);
  }

  private static <R extends HasMetadata> InformerEventSource<R, Sink> referred(
      Class<R> kind, BiPredicate<Sink, R> refers, EventSourceContext<Sink> context) {
    var sinks = context.getPrimaryCache();
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, Sink.class)
            .withSecondaryToPrimaryMapper(r -> referring(sinks, refers, r))
            // Read by name where they are needed; a Sink has no list of them.
            .withPrimaryToSecondaryMapper(sink -> Set.of())
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static <R extends HasMetadata> Set<ResourceID> referring(
      IndexerResourceCache<Sink> sinks, BiPredicate<Sink, R> refers, R resource) {
    return sinks
        .list(resource.getMetadata().getNamespace(), sink -> refers.test(sink, resource))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static <R extends HasMetadata> EventSource<R, Sink> owned(
      Class<R> kind, SecondaryToPrimaryMapper<R> owner, EventSourceContext<Sink> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, Sink.class)
            .withLabelSelector(Ownership.SELECTOR)
            .withSecondaryToPrimaryMapper(owner)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** The pod that is the worker now. */
  Optional<WorkerPod> pod(Context<Sink> context) {
    return new WorkerPods(sink -> context.getSecondaryResourcesAsStream(Pod.class))
        .current(context.getPrimaryResource());
  }

  /** Listens to the worker from now on. */
  void follow(Seen seen) {
    var worker = seen.pod().flatMap(WorkerPod::uri);
    if (worker.isPresent() && seen.assignment().isPresent()) {
      workers.follow(
          ResourceID.fromResource(seen.sink()),
          worker.get(),
          seen.assignment().get().token(),
          seen.id());
    }
  }

  void forget(Sink sink) {
    workers.forget(ResourceID.fromResource(sink));
  }
}
