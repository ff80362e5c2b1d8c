package dev.headgate.worker.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.envelope.SkippedRow;
import dev.headgate.dataflow.plan.Planner;
import dev.headgate.dataflow.plan.Planning;
import dev.headgate.dataflow.plan.Server;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.row.MessageTooLarge;
import dev.headgate.dataflow.row.MessageTooLarge.Excess;
import dev.headgate.dataflow.row.ValueError;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of rows that cannot be written, change by change. */
class RowStageTest {

  private static final long TABLE = 16385;
  private static final TableName NAME = new TableName("public", "orders");
  private static final SizeLimit SMALL =
      (bytes, start, keyLength, valueLength) ->
          keyLength + valueLength > 100
              ? Optional.of(
                  new Excess(keyLength + valueLength, 100, "max.message.bytes of topic t"))
              : Optional.empty();

  private final Staged staged = new Staged();
  private final RowStage skipping = stage(new RowErrors(Optional.of(letters())));
  private final RowStage stalling = stage(new RowErrors(Optional.empty()));

  @Test
  void aRowThatCannotBeWrittenIsSkippedAndTold() {
    begin(skipping);
    skipping.insert(TABLE, row("1", "2024-01-01", "fine"));
    skipping.insert(TABLE, row("2", "infinity", "poison"));
    skipping.commit(new Timestamp(60));

    assertThat(staged.all).hasSize(2);
    assertThat(staged.all.getFirst()).startsWith("sent 0/2A ");
    assertThat(staged.all.getLast())
        .isEqualTo(
            "skipped 0/2A with a key: {\"relation\":\"matview-1\",\"table\":\"public.orders\","
                + "\"operation\":\"insert\",\"lsn\":\"0/2A\",\"xid\":731,\"reason\":\"Column"
                + " \\\"day\\\" of public.orders, row (id=2), changed at 0/2A, cannot be written as"
                + " it is \\\"infinity\\\": Avro has no infinity for its type.\\n  Store NULL or a"
                + " finite value.\",\"row\":{\"id\":\"2\",\"day\":\"infinity\","
                + "\"note\":\"poison\"}}");
    assertThat(skipping.takeStaged()).isEqualTo(2);
    assertThat(skipping.takeSkipped()).isTrue();
    assertThat(skipping.takeSkipped()).isFalse();
  }

  @Test
  void nothingIsToldOfARowWhoseFinalStateCanBeWritten() {
    begin(skipping);
    skipping.insert(TABLE, row("1", "infinity", "poison"));
    skipping.update(TABLE, null, row("1", "2024-01-01", "healed"));
    skipping.commit(new Timestamp(60));

    assertThat(staged.all).singleElement().asString().startsWith("sent").contains("healed");
    assertThat(skipping.takeSkipped()).isFalse();
  }

  @Test
  void anEarlierStateInTheTransactionIsNotWrittenInPlaceOfASkippedOne() {
    begin(skipping);
    skipping.insert(TABLE, row("1", "2024-01-01", "in between"));
    skipping.update(TABLE, null, row("1", "infinity", "poison"));
    skipping.commit(new Timestamp(60));

    assertThat(staged.all)
        .singleElement()
        .asString()
        .startsWith("skipped")
        .contains("\"operation\":\"update\"");
  }

  @Test
  void aRowThatMovesToAKeyUnderWhichItCannotBeWrittenLeavesATombstone() {
    begin(skipping);
    skipping.update(TABLE, row("1", null, null), row("2", "infinity", "poison"));
    skipping.commit(new Timestamp(60));

    assertThat(staged.all).hasSize(2);
    assertThat(staged.all.getFirst()).startsWith("sent").endsWith("null");
    assertThat(staged.all.getLast()).startsWith("skipped 0/2A with a key");
  }

  @Test
  void aRowWhoseKeyCannotBeWrittenIsToldWithoutAKey() {
    begin(skipping);
    skipping.insert(TABLE, row("NaN", "2024-01-01", "poison"));
    skipping.delete(TABLE, row("NaN", null, null));
    skipping.commit(new Timestamp(60));

    assertThat(staged.all).hasSize(2);
    assertThat(staged.all.getFirst())
        .startsWith("skipped 0/2A without a key")
        .contains("\"operation\":\"insert\"", "\"id\":\"NaN\"");
    assertThat(staged.all.getLast())
        .startsWith("skipped 0/2A without a key")
        .contains("\"operation\":\"delete\"", "\"row\":{\"id\":\"NaN\"}}");
  }

  @Test
  void aKeyThatCannotBeWrittenIsLeftBehindWithoutATombstone() {
    begin(stalling);
    stalling.update(TABLE, row("NaN", null, null), row("1", "2024-01-01", "fine"));
    stalling.commit(new Timestamp(60));

    assertThat(staged.all).singleElement().asString().startsWith("sent").contains("fine");
  }

  @Test
  void aMessageThatIsTooLargeIsSkippedToo() {
    begin(skipping);
    skipping.insert(TABLE, row("1", "2024-01-01", "x".repeat(2_000)));
    skipping.commit(new Timestamp(60));

    assertThat(staged.all)
        .singleElement()
        .asString()
        .startsWith("skipped 0/2A with a key")
        .contains(
            "Row (id=1) of public.orders, changed at 0/2A, cannot be written: its message has",
            "and max.message.bytes of topic t allows 100",
            "\"truncated\":{\"note\":2000}")
        .hasSizeLessThan(1_100);
  }

  @Test
  void aSinkThatStallsNamesTheRowAndItsPosition() {
    begin(stalling);
    stalling.insert(TABLE, row("1", "2024-01-01", "fine"));

    assertThatThrownBy(() -> stalling.insert(TABLE, row("2", "infinity", "poison")))
        .isInstanceOf(ValueError.class)
        .hasMessageStartingWith(
            "Column \"day\" of public.orders, row (id=2), changed at 0/2A, cannot be written");
    assertThatThrownBy(() -> stalling.insert(TABLE, row("2", "2024-01-01", "x".repeat(200))))
        .isInstanceOf(MessageTooLarge.class)
        .hasMessageContaining("changed at 0/2A");
    assertThat(staged.all).isEmpty();
    assertThat(Stuck.isCause(new MessageTooLarge(NAME, "(id=2)", new Excess(2, 1, "s")))).isTrue();
  }

  private static void begin(RowStage stage) {
    stage.begin(new Timestamp(42), 731);
  }

  private RowStage stage(RowErrors errors) {
    var stage = new RowStage(staged, SMALL, errors, SHOWN, Timestamp.ZERO, 3, 1 << 20);
    stage.shape(SHAPE);
    return stage;
  }

  /** Letters of up to 768 bytes. */
  private static DeadLetters letters() {
    return new DeadLetters("letters", 1, () -> 1024);
  }

  private static final class Staged implements RowStage.Messages {
    private final List<String> all = new ArrayList<>();

    @Override
    public void send(Timestamp at, int partition, byte[] key, byte[] value) {
      all.add(
          "sent %s %s"
              .formatted(at.toLsn(), value == null ? "null" : new String(value, ISO_8859_1)));
    }

    @Override
    public void skip(Timestamp at, byte[] key, long keyHash, SkippedRow row) {
      all.add(
          "skipped %s %s: %s"
              .formatted(
                  at.toLsn(),
                  key.length == 0 ? "without a key" : "with a key",
                  new String(row.letter(), UTF_8)));
    }
  }

  private static final List<Table.Column> COLUMNS =
      List.of(
          column("id", Kind.NUMERIC, false),
          column("day", Kind.DATE, true),
          column("note", Kind.TEXT, true));

  private static final TableShape SHAPE =
      new TableShape(
          TABLE,
          NAME,
          'd',
          COLUMNS.stream()
              .map(
                  c ->
                      new TableShape.Column(
                          c.name(), c.name().equals("id"), c.type().orElseThrow().kind().oid(), -1))
              .toList());

  private static final Shown SHOWN = shown();

  private static Shown shown() {
    var table =
        new Table(
            TABLE,
            NAME,
            Table.Kind.ORDINARY,
            COLUMNS,
            new Table.ReplicaIdentity.Key(Set.of("id")),
            List.of(Set.of("id")));
    var relation =
        new Relation(
            "matview-1",
            TABLE,
            NAME,
            COLUMNS.stream().map(c -> Relation.Column.same(c.name())).toList());
    var spec =
        new SinkSpec("t", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("id"), true);
    var connections =
        new Connections(
            new Connections.Kafka("k:1", Map.of(), "progress", "", false),
            new Connections.SchemaRegistry("http://r", Optional.empty()),
            new Connections.Postgres("db", 5432, "shop", new Connections.Credentials("u", "p")));
    var planning =
        Planner.plan(
            new Definition(Version.FIRST, relation, spec, connections),
            Optional.of(table),
            new Server(170011, "logical"));
    return new Shown(((Planning.Planned) planning).plan(), new SchemaIds(1, 2));
  }

  private static Table.Column column(String name, Kind kind, boolean nullable) {
    var type = ColumnType.of(kind);
    return new Table.Column(name, type.toString(), Optional.of(type), nullable, false, false);
  }

  private static TextRow row(String... texts) {
    var bytes = new ByteArrayOutputStream();
    for (var text : texts) {
      if (text != null) {
        bytes.writeBytes(text.getBytes(UTF_8));
      }
    }
    var row = new TextRow();
    row.reset(bytes.toByteArray());
    int start = 0;
    for (var text : texts) {
      int length = text == null ? TextRow.NULL : text.getBytes(UTF_8).length;
      row.add(start, length);
      start += Math.max(0, length);
    }
    return row;
  }
}
