package dev.headgate.operator.relation;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Problem;
import dev.headgate.dataflow.plan.Role;
import dev.headgate.dataflow.plan.Server;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.operator.status.Resolved;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a relation can be read, by what the database says. Pure. */
final class Judgement {

  /** Reason: the Connection leads to another database than the one the relation is pinned in. */
  static final String DATABASE_REPLACED = "DatabaseReplaced";

  private final Wanted wanted;
  private final Facts facts;

  private Judgement(Wanted wanted, Facts facts) {
    this.wanted = wanted;
    this.facts = facts;
  }

  /** What to pin the relation to, or what it is pinned to already; else all its problems. */
  static Resolved<PinnedRelation> of(Wanted wanted, Facts facts) {
    var judgement = new Judgement(wanted, facts);
    return wanted.pin().isPresent() ? judgement.ofPinned(wanted.pin().get()) : judgement.ofNew();
  }

  private Resolved<PinnedRelation> ofPinned(PinnedRelation pin) {
    String domain = facts.domain().toString();
    if (!domain.equals(pin.domain())) {
      // OIDs of another database say nothing.
      return Resolved.missing(
          DATABASE_REPLACED,
          "Connection %s: %s is database %s, Relation %s is pinned to a table of %s: point the Connection at that database again, or create a new Relation"
              .formatted(
                  facts.database().connection(),
                  facts.database().where(),
                  domain,
                  wanted.name(),
                  pin.domain()));
    }
    return verdict(
        pin, Planner.relation(Pins.relation(wanted.name(), pin), facts.table(), server()));
  }

  private Resolved<PinnedRelation> ofNew() {
    if (facts.table().isEmpty()) {
      return refused(Planner.withoutTable(wanted.name(), wanted.table(), server()));
    }
    var table = facts.table().get();
    var columns = wanted.columns().orElseGet(() -> all(table));
    if (columns.isEmpty()) {
      return Resolved.missing(
          ColumnList.INVALID_COLUMNS,
          "Relation %s shows all columns of %s, which has none: add columns to the table"
              .formatted(wanted.name(), table.name()));
    }
    var relation = new Relation(wanted.name(), table.oid(), table.name(), columns);
    return verdict(
        Pins.pinned(relation, facts.domain()), Planner.relation(relation, facts.table(), server()));
  }

  private static List<Column> all(Table table) {
    return table.columns().stream().map(c -> Column.same(c.name())).toList();
  }

  private Server server() {
    return new Server(facts.server().versionNum(), facts.server().walLevel());
  }

  private Resolved<PinnedRelation> verdict(PinnedRelation pin, List<Problem> problems) {
    var all = Stream.concat(Planner.role(role()).stream(), problems.stream()).toList();
    return all.isEmpty() ? Resolved.found(pin) : refused(all);
  }

  private Role role() {
    var server = facts.server();
    return new Role(
        server.role(),
        facts.database().postgres().database(),
        server.mayReplicate(),
        server.mayCreatePublications());
  }

  /** The first problem gives the reason: those of the server come before those of the table. */
  private static Resolved<PinnedRelation> refused(List<Problem> problems) {
    return Resolved.missing(
        reason(problems.getFirst().kind()),
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
  }

  private static String reason(Problem.Kind kind) {
    return switch (kind) {
      case SERVER, ROLE -> "ServerNotReady";
      case TABLE_NOT_FOUND -> "TableNotFound";
      case CATALOG_OBJECT -> "CatalogObject";
      case NOT_A_TABLE -> "NotATable";
      case TABLE_REPLACED -> "TableReplaced";
      case UNKNOWN_COLUMN -> "UnknownColumn";
      case UNSUPPORTED_COLUMN -> "UnsupportedType";
      case COLUMN_LIST -> ColumnList.INVALID_COLUMNS;
      case REPLICA_IDENTITY -> "NoReplicaIdentity";
      case KEY, DOMAIN ->
          throw new IllegalArgumentException(
              "%s is not about a relation by itself".formatted(kind));
    };
  }
}
