package dev.headgate.operator.relation;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.time.Domain;

/**
 * A relation that a sink can be started on.
 *
 * @param relation as it was pinned
 * @param connection name of the Connection to its database
 * @param domain what makes its timestamps comparable
 */
public record ResolvedRelation(Relation relation, String connection, Domain domain) {}
