package dev.headgate.dataflow.sink;

import dev.headgate.dataflow.relation.Relation;

/**
 * One version of a sink, complete: what flows, where to and how.
 *
 * @param version which version of the sink this is
 * @param relation what flows
 * @param spec where to and how
 * @param connections how its systems are reached
 */
public record Definition(
    Version version, Relation relation, SinkSpec spec, Connections connections) {}
