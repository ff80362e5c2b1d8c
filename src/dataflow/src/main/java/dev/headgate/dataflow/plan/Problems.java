package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.SqlIdentifiers;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.Table.Kind;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Domain;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** The text of every problem that planning can find. */
final class Problems {

  private static final String CHOOSE_COLUMNS =
      "Create a Relation that lists the columns to write in spec.postgres.columns.";

  private Problems() {}

  static Problem serverTooOld(Server server, String oldest) {
    return new Problem(
        Problem.Kind.SERVER,
        "PostgreSQL %s cannot be read".formatted(server.version()),
        "logical decoding of this release loses data around ALTER PUBLICATION",
        "Upgrade the server to %s or later.".formatted(oldest));
  }

  static Problem majorTooOld(Server server) {
    return new Problem(
        Problem.Kind.SERVER,
        "PostgreSQL %s cannot be read".formatted(server.version()),
        "the oldest supported release is 13.21",
        "Upgrade the server.");
  }

  static Problem walLevel(Server server) {
    return new Problem(
        Problem.Kind.SERVER,
        "The server's changes cannot be read",
        "wal_level is %s, logical decoding needs logical".formatted(server.walLevel()),
        "Run ALTER SYSTEM SET wal_level = logical, and restart the server.");
  }

  static Problem mayNotReplicate(Role role) {
    return new Problem(
        Problem.Kind.ROLE,
        "Role %s may not replicate".formatted(role.name()),
        "it has not the attribute REPLICATION",
        "Run ALTER ROLE %s REPLICATION, or name another role in the Connection."
            .formatted(SqlIdentifiers.quote(role.name())));
  }

  static Problem mayNotPublish(Role role) {
    return new Problem(
        Problem.Kind.ROLE,
        "Role %s may not create publications".formatted(role.name()),
        "it has not the privilege CREATE on database %s".formatted(role.database()),
        "Run GRANT CREATE ON DATABASE %s TO %s."
            .formatted(SqlIdentifiers.quote(role.database()), SqlIdentifiers.quote(role.name())));
  }

  static Problem tableNotFound(String relation, TableName table) {
    return new Problem(
        Problem.Kind.TABLE_NOT_FOUND,
        "Relation %s cannot be read".formatted(relation),
        "there is no table %s, or the role may not see its schema".formatted(table),
        "Create the table, or grant USAGE on schema %s to the role.".formatted(table.schema()));
  }

  static Problem notStreamable(Relation relation, Table table) {
    if (table.kind() == Kind.SYSTEM_CATALOG) {
      return new Problem(
          Problem.Kind.CATALOG_OBJECT,
          "Relation %s cannot be written to a sink".formatted(relation.name()),
          "a sink cannot be created directly on a catalog object, and %s is one"
              .formatted(table.name()),
          "Copy what you need into a table, and let a Relation show that table.");
    }
    return new Problem(
        Problem.Kind.NOT_A_TABLE,
        "Relation %s cannot be written to a sink".formatted(relation.name()),
        "%s is %s, and %s"
            .formatted(table.name(), withArticle(table.kind().words()), whyNot(table.kind())),
        whatInstead(table));
  }

  private static String whyNot(Kind kind) {
    return switch (kind) {
      case VIEW, MATERIALIZED_VIEW, FOREIGN -> "its changes are not in the write-ahead log";
      case PARTITIONED -> "its rows belong to its partitions";
      case PARTITION -> "rows that move to another partition would look deleted";
      case TEMPORARY, UNLOGGED -> "its rows are not in the write-ahead log";
      case OTHER, ORDINARY, SYSTEM_CATALOG -> "only tables have a stream of changes";
    };
  }

  private static String withArticle(String words) {
    return ("aeiou".indexOf(words.charAt(0)) < 0 ? "a " : "an ") + words;
  }

  private static String whatInstead(Table table) {
    return switch (table.kind()) {
      case VIEW, MATERIALIZED_VIEW ->
          "Show one of its tables with columns chosen, or a table that triggers or pg_ivm keep.";
      case UNLOGGED ->
          "Run ALTER TABLE %s SET LOGGED, or show another table.".formatted(table.name().toSql());
      case PARTITIONED, PARTITION -> "Show a table that is not partitioned.";
      case FOREIGN -> "Connect to the database that holds the table itself.";
      case TEMPORARY, OTHER, ORDINARY, SYSTEM_CATALOG -> "Show an ordinary table.";
    };
  }

  static Problem otherTable(Relation relation, Table found) {
    return new Problem(
        Problem.Kind.TABLE_REPLACED,
        "Relation %s no longer shows its table".formatted(relation.name()),
        "%s has OID %d, the Relation is pinned to OID %d: the table was replaced or renamed"
            .formatted(found.name(), found.oid(), relation.oid()),
        "Create a new Relation for the table that has the name now, or rename the old one back.");
  }

  static Problem renamedTable(Relation relation, Table found) {
    return new Problem(
        Problem.Kind.TABLE_REPLACED,
        "Relation %s no longer shows its table".formatted(relation.name()),
        "%s, to which it is pinned by OID %d, was renamed to %s"
            .formatted(relation.table(), relation.oid(), found.name()),
        "Rename the table back, or create a new Relation for %s.".formatted(found.name()));
  }

  static Problem unknownColumn(Relation relation, String column) {
    return new Problem(
        Problem.Kind.UNKNOWN_COLUMN,
        "Relation %s cannot be read".formatted(relation.name()),
        "%s has no column \"%s\"".formatted(relation.table(), column),
        "Create a Relation that shows only columns of the table.");
  }

  static Problem duplicateColumn(Relation relation, String column) {
    return new Problem(
        Problem.Kind.COLUMN_LIST,
        "Relation %s cannot be written to a sink".formatted(relation.name()),
        "it has more than one column \"%s\"".formatted(column),
        "Give each column a name of its own.");
  }

  static Problem unsupportedType(Relation relation, Table.Column column) {
    return new Problem(
        Problem.Kind.UNSUPPORTED_COLUMN,
        "Relation %s cannot be written to a sink".formatted(relation.name()),
        "column \"%s\" of %s has the type %s, which is not supported"
            .formatted(column.name(), relation.table(), column.sqlType()),
        CHOOSE_COLUMNS);
  }

  static Problem generatedColumn(Relation relation, String column, Server server) {
    return new Problem(
        Problem.Kind.UNSUPPORTED_COLUMN,
        "Relation %s cannot be written to a sink".formatted(relation.name()),
        ("column \"%s\" of %s is generated, and logical replication carries such columns"
                + " from PostgreSQL 18 on, not in %s")
            .formatted(column, relation.table(), server.version()),
        CHOOSE_COLUMNS);
  }

  static Problem emptyKey(Relation relation) {
    return new Problem(
        Problem.Kind.KEY,
        "Relation %s cannot be written to this sink".formatted(relation.name()),
        "an upsert sink must have a key",
        "List the key's columns in spec.key.columns.");
  }

  static Problem duplicateKeyColumn(String column) {
    return new Problem(
        Problem.Kind.KEY,
        "The sink's key is not valid",
        "it lists column \"%s\" more than once".formatted(column),
        "List each column once.");
  }

  static Problem unknownKeyColumn(Relation relation, String column) {
    return new Problem(
        Problem.Kind.KEY,
        "Relation %s cannot be written to this sink".formatted(relation.name()),
        "it has no column \"%s\", which is part of the key".formatted(column),
        "Name a Relation in spec.from that has the column; this one has %s."
            .formatted(columns(outputNames(relation))));
  }

  static Problem nullableKeyColumn(Relation relation, String column, String source) {
    return new Problem(
        Problem.Kind.KEY,
        "Relation %s cannot be written to this sink".formatted(relation.name()),
        "column \"%s\" is part of the key and may be NULL".formatted(column),
        "Run ALTER TABLE %s ALTER COLUMN %s SET NOT NULL, or create the Sink with another key."
            .formatted(relation.table().toSql(), SqlIdentifiers.quote(source)));
  }

  static Problem keyNotUnique(Relation relation, List<String> key, List<Set<String>> known) {
    return new Problem(
        Problem.Kind.KEY,
        "Relation %s cannot be written to this sink".formatted(relation.name()),
        "the key %s could not be proven to be unique; %s"
            .formatted(
                columns(key),
                known.isEmpty()
                    ? "%s has no unique key".formatted(relation.table())
                    : "the unique keys of %s are %s"
                        .formatted(
                            relation.table(),
                            known.stream()
                                .map(Problems::sorted)
                                .collect(Collectors.joining(" and ")))),
        "Take a key that holds all columns of a unique one, or create a unique index on NOT NULL"
            + " columns.");
  }

  static Problem noIdentity(TableName table) {
    return new Problem(
        Problem.Kind.REPLICA_IDENTITY,
        "%s cannot be published".formatted(table),
        "it has no replica identity, so every UPDATE and DELETE of the application would fail",
        "Add a primary key, or run ALTER TABLE %s REPLICA IDENTITY FULL.".formatted(table.toSql()));
  }

  static Problem keyOutsideIdentity(TableName table, List<String> missing, Set<String> identity) {
    return new Problem(
        Problem.Kind.KEY,
        "A DELETE on %s would not tell its key".formatted(table),
        "the key holds %s, the replica identity only %s"
            .formatted(columns(missing), sorted(identity)),
        "Run ALTER TABLE %s REPLICA IDENTITY FULL, or USING INDEX with an index over the key."
            .formatted(table.toSql()));
  }

  static Problem otherDomain(String active, String candidate, Domain from, Domain to) {
    return new Problem(
        Problem.Kind.DOMAIN,
        "Relation %s cannot replace %s".formatted(candidate, active),
        "they are in different databases, %s and %s, whose timestamps cannot be compared"
            .formatted(from, to),
        "Create a new Sink with a topic of its own, or bring the table into the first database.");
  }

  static Problem otherKeySchema(String active, String candidate, Schema from, Schema to) {
    return new Problem(
        Problem.Kind.KEY,
        "Relation %s cannot replace %s".formatted(candidate, active),
        "its key would encode as %s, the keys in the topic are %s".formatted(to, from),
        "Give the key's columns the names and types that %s has.".formatted(active));
  }

  private static List<String> outputNames(Relation relation) {
    return relation.columns().stream().map(Relation.Column::name).toList();
  }

  private static String sorted(Set<String> names) {
    return columns(names.stream().sorted().toList());
  }

  private static String columns(Collection<String> names) {
    return "(" + String.join(", ", names) + ")";
  }
}
