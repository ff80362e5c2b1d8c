package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * What the Sink resource says.
 *
 * @param sink its id
 * @param uid of the resource
 * @param run what is to be done with it
 * @param fromName the relation that {@code spec.from} names
 * @param from that relation, once it resolves
 * @param spec where to and how
 * @param connections how its systems are reached
 * @param attempt {@code spec.cutover.attempt}
 * @param timeout {@code spec.cutover.timeout}; empty: none
 */
public record Wanted(
    SinkId sink,
    String uid,
    Run run,
    String fromName,
    Optional<Relation> from,
    SinkSpec spec,
    Connections connections,
    int attempt,
    Optional<Duration> timeout) {}
