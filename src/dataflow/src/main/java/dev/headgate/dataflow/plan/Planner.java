package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.plan.Planning.Planned;
import dev.headgate.dataflow.plan.Planning.Refused;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.time.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges whether a sink can run as defined. Pure: the same facts give the same answer. */
public final class Planner {

  private Planner() {}

  /**
   * Plans a sink.
   *
   * @param definition what it is told to be
   * @param table what the catalog has under the name of the relation's table, if anything
   * @param server where the table is
   */
  public static Planning plan(Definition definition, Optional<Table> table, Server server) {
    var relation = definition.relation();
    var problems = new ArrayList<>(relation(relation, table, server));
    KeyChecks.check(definition, table.filter(TableChecks::isStreamable), problems);
    return problems.isEmpty()
        ? new Planned(Projections.plan(definition, table.orElseThrow()))
        : new Refused(problems);
  }

  /**
   * Judges a relation by itself, whatever sink may show it.
   *
   * @param table what the catalog has under the name of the relation's table; or else, under the
   *     OID that it is pinned to
   * @param server where the table is
   * @return all its problems; empty if it can be read
   */
  public static List<Problem> relation(Relation relation, Optional<Table> table, Server server) {
    return table
        .map(found -> relation(relation, found, server))
        .orElseGet(() -> withoutTable(relation.name(), relation.table(), server));
  }

  private static List<Problem> relation(Relation relation, Table table, Server server) {
    var problems = new ArrayList<Problem>();
    ServerChecks.check(server, problems);
    TableChecks.check(relation, table, server, problems);
    return List.copyOf(problems);
  }

  /**
   * Judges a relation whose table does not exist, so that not even its columns may be known.
   *
   * @param relation its name
   * @param table the name that was looked for
   * @return all its problems, never empty
   */
  public static List<Problem> withoutTable(String relation, TableName table, Server server) {
    var problems = new ArrayList<Problem>();
    ServerChecks.check(server, problems);
    problems.add(Problems.tableNotFound(relation, table));
    return List.copyOf(problems);
  }

  /** What the role lacks for any relation of its database; empty if nothing. */
  public static List<Problem> role(Role role) {
    var problems = new ArrayList<Problem>();
    if (!role.mayReplicate()) {
      problems.add(Problems.mayNotReplicate(role));
    }
    if (!role.mayPublish()) {
      problems.add(Problems.mayNotPublish(role));
    }
    return List.copyOf(problems);
  }

  /**
   * Judges a plan as the successor of the one that runs: beside its own problems those that only a
   * cutover has.
   *
   * @param active the plan that runs
   * @param activeDomain where its relation is
   * @param candidate the planning of the next version
   * @param candidateDomain where that one's relation is
   * @param candidateName that relation's name
   */
  public static Planning candidate(
      SinkPlan active,
      Domain activeDomain,
      Planning candidate,
      Domain candidateDomain,
      String candidateName) {
    var problems = new ArrayList<Problem>();
    String activeName = active.definition().relation().name();
    if (!activeDomain.equals(candidateDomain)) {
      problems.add(Problems.otherDomain(activeName, candidateName, activeDomain, candidateDomain));
    }
    problems.addAll(
        switch (candidate) {
          case Refused refused -> refused.problems();
          case Planned planned -> keyProblems(active, planned.plan());
        });
    return problems.isEmpty() ? candidate : new Refused(problems);
  }

  /**
   * Compaction compares whole keys, the schema id in the header included, so a key must go on under
   * the very schema that the topic's keys have.
   */
  private static List<Problem> keyProblems(SinkPlan active, SinkPlan candidate) {
    var from = active.keySchema();
    var to = candidate.keySchema();
    return from.toString().equals(to.toString())
        ? List.of()
        : List.of(
            Problems.otherKeySchema(
                active.definition().relation().name(),
                candidate.definition().relation().name(),
                from,
                to));
  }
}
