package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import java.util.Optional;

/**
 * What the Sink resource says.
 *
 * @param sink its id
 * @param uid of the resource
 * @param run what is to be done with it
 * @param fromName the relation that {@code spec.from} names
 * @param from that relation, once it resolves, and how it is reached
 * @param spec where to and how
 * @param connections how the systems of the active relation are reached
 * @param policy how a change of {@code spec.from} is carried out
 */
public record Wanted(
    SinkId sink,
    String uid,
    Run run,
    String fromName,
    Optional<From> from,
    SinkSpec spec,
    Connections connections,
    CutoverPolicy policy) {

  /**
   * A relation, and how its systems are reached: not always as those of the active one are, which
   * must not suffer from what the other needs.
   */
  public record From(Relation relation, Connections connections) {}
}
