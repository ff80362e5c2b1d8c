package dev.headgate.worker.sink;

import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.postgres.catalog.CarriedTable;
import java.util.Set;
import java.util.TreeSet;

/**
 * A relation that is ready to flow.
 *
 * @param plan how its rows are written
 * @param ids the ids of its schemas
 */
record Shown(SinkPlan plan, SchemaIds ids) {

  Relation relation() {
    return plan.definition().relation();
  }

  /** Its table as it must stay. */
  CarriedTable carried() {
    return carriedBy(plan);
  }

  /** The table of a plan, with the columns that it uses. */
  static CarriedTable carriedBy(SinkPlan plan) {
    Set<String> used = new TreeSet<>(plan.key().sources());
    used.addAll(plan.value().sources());
    return CarriedTable.of(plan.table(), used);
  }
}
