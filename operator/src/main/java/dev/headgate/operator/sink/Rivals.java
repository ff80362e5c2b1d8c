package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.operator.connection.ConnectionReader;
import dev.headgate.operator.status.Resolved;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two Sinks must not write to one topic, nor share an id, under which they would share progress.
 * One that has run goes before one that has not, then the elder before the younger.
 */
final class Rivals {

  private static final Comparator<Sink> PRECEDENCE =
      Comparator.comparing((Sink s) -> s.getStatus() == null || s.getStatus().version() == null)
          .thenComparing(s -> s.getMetadata().getCreationTimestamp())
          .thenComparing(s -> s.getMetadata().getUid());

  private final ConnectionReader connections;
  private final Function<Sink, SinkId> ids;

  Rivals(ConnectionReader connections, Function<Sink, SinkId> ids) {
    this.connections = connections;
    this.ids = ids;
  }

  /** Why one of {@code others} keeps {@code sink} from starting. */
  Optional<Seen.Problem> of(Sink sink, Stream<Sink> others) {
    return others
        .filter(other -> !other.getMetadata().getUid().equals(sink.getMetadata().getUid()))
        .filter(other -> PRECEDENCE.compare(other, sink) < 0)
        .flatMap(other -> between(sink, other).stream())
        .findFirst();
  }

  private Optional<Seen.Problem> between(Sink sink, Sink other) {
    if (ids.apply(sink).equals(ids.apply(other))) {
      return Optional.of(
          new Seen.Problem(
              "IdTaken",
              ("Sink %s has the id %s already, which names a sink's progress and slot.\n"
                      + "  Give this Sink another name.")
                  .formatted(name(other), ids.apply(other))));
    }
    var topic = sink.getSpec().into().kafka().topic();
    boolean sameTopic =
        topic.equals(other.getSpec().into().kafka().topic())
            && brokers(sink).stream().anyMatch(brokers(other)::contains);
    return sameTopic
        ? Optional.of(
            new Seen.Problem(
                "TopicTaken",
                ("Sink %s writes to topic %s of this Kafka cluster already; two sinks would"
                        + " overwrite each other's keys.\n"
                        + "  Delete this Sink and create it with another topic.")
                    .formatted(name(other), topic)))
        : Optional.empty();
  }

  /** Of two addresses of one cluster, most likely one is the same. */
  private Set<String> brokers(Sink sink) {
    var found =
        connections.kafka(
            sink.getMetadata().getNamespace(), sink.getSpec().into().kafka().connection().name());
    return found instanceof Resolved.Found<Connections.Kafka>(var kafka)
        ? Stream.of(kafka.bootstrapServers().split(","))
            .map(String::strip)
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static String name(Sink sink) {
    return sink.getMetadata().getNamespace() + "/" + sink.getMetadata().getName();
  }
}
