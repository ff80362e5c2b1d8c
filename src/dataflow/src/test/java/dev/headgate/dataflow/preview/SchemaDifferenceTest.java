package dev.headgate.dataflow.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.Server;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaDifferenceTest {

  private static final Table.Column ID = column("id", ColumnType.of(Kind.INT8), false);
  private static final Table.Column NOTE = column("note", ColumnType.of(Kind.TEXT), true);

  @Test
  void equalFieldsAreNoDifference() {
    assertThat(difference(List.of(ID, NOTE), List.of(ID, NOTE)).isEmpty()).isTrue();
  }

  @Test
  void fieldsThatComeAndGoAreNamedWithTypeAndNullability() {
    var tier = column("tier", ColumnType.numeric(10, 2), false);

    var difference = difference(List.of(ID, NOTE), List.of(ID, tier));

    assertThat(difference.key()).isEmpty();
    assertThat(texts(difference.value()))
        .containsExactly("-note text, may be NULL", "+tier numeric(10,2)");
  }

  @Test
  void aFieldOfAnotherTypeIsShownAsItWasAndAsItWouldBe() {
    var number = column("note", ColumnType.of(Kind.INT4), true);

    assertThat(texts(difference(List.of(ID, NOTE), List.of(ID, number)).value()))
        .containsExactly("note text, may be NULL -> note integer, may be NULL");
  }

  @Test
  void aFieldThatMayNoLongerBeNullIsADifference() {
    var note = column("note", ColumnType.of(Kind.TEXT), false);

    assertThat(texts(difference(List.of(ID, NOTE), List.of(ID, note)).value()))
        .containsExactly("note text, may be NULL -> note text");
  }

  @Test
  void aTypeThatIsPublishedAlikeIsNoDifference() {
    var note = column("note", ColumnType.of(Kind.VARCHAR, 10), true);

    assertThat(difference(List.of(ID, NOTE), List.of(ID, note)).isEmpty()).isTrue();
  }

  @Test
  void anotherOrderOfTheSameFieldsIsNoDifference() {
    assertThat(difference(List.of(ID, NOTE), List.of(NOTE, ID)).isEmpty()).isTrue();
  }

  @Test
  void theKeysFieldsAreComparedToo() {
    var id = column("id", ColumnType.of(Kind.INT4), false);

    assertThat(texts(difference(List.of(ID), List.of(id)).key()))
        .containsExactly("id bigint -> id integer");
  }

  private static List<String> texts(List<FieldChange> changes) {
    return changes.stream().map(Object::toString).toList();
  }

  private static SchemaDifference difference(List<Table.Column> from, List<Table.Column> to) {
    return SchemaDifference.between(plan(from), plan(to));
  }

  private static SinkPlan plan(List<Table.Column> columns) {
    var name = new TableName("public", "orders");
    var table =
        new Table(
            16385,
            name,
            Table.Kind.ORDINARY,
            columns,
            new Table.ReplicaIdentity.Key(Set.of("id")),
            List.of(Set.of("id")));
    var relation =
        new Relation(
            "orders",
            table.oid(),
            name,
            columns.stream().map(column -> Relation.Column.same(column.name())).toList());
    var spec =
        new SinkSpec("t", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("id"), true);
    var connections =
        new Connections(
            new Connections.Kafka("k:1", Map.of(), "progress", "", false),
            new Connections.SchemaRegistry("http://r", Optional.empty()),
            new Connections.Postgres("db", 5432, "shop", new Connections.Credentials("u", "p")));
    var planning =
        Planner.plan(
            new Definition(new Version(1), relation, spec, connections),
            Optional.of(table),
            new Server(170011, "logical"));
    return Stream.of(planning)
        .map(Planning.Planned.class::cast)
        .map(Planning.Planned::plan)
        .findFirst()
        .orElseThrow();
  }

  private static Table.Column column(String name, ColumnType type, boolean nullable) {
    return new Table.Column(name, type.toString(), Optional.of(type), nullable, false, false);
  }
}
