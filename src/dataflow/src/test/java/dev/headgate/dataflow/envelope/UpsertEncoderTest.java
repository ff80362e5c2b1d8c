package dev.headgate.dataflow.envelope;

import static dev.headgate.dataflow.row.Rows.UNCHANGED;
import static dev.headgate.dataflow.row.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.RowSchema;
import dev.headgate.dataflow.row.Rows;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.row.ShapeMismatch;
import dev.headgate.dataflow.row.ValueError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpsertEncoderTest {

  private static final Projection KEY =
      Rows.projection(RowSchema.of(new RowSchema.Column("id", ColumnType.of(Kind.NUMERIC), false)));
  private static final Projection VALUE =
      Rows.projection(
          RowSchema.of(
              new RowSchema.Column("id", ColumnType.of(Kind.NUMERIC), false),
              new RowSchema.Column("note", ColumnType.of(Kind.TEXT), true),
              new RowSchema.Column("day", ColumnType.of(Kind.DATE), true)));
  private static final String DAY = "2024-01-02";

  private final Messages messages = new Messages();
  private final UpsertEncoder full = encoder('f');
  private final UpsertEncoder keyOnly = encoder('d');

  @Test
  void anInsertWritesKeyAndValueUnderTheirSchemaIds() {
    full.insert(row("1", "a", DAY));

    var message = messages.all().get(0);
    assertThat(message.key()).startsWith("\0\0\0\0\1");
    assertThat(message.value()).startsWith("\0\0\0\0\2").contains("a");
  }

  @Test
  void theHashLeavesTheHeaderOut() {
    full.insert(row("1", "a", DAY));

    var message = messages.all().get(0);
    byte[] key = message.key().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(message.hash()).isEqualTo(SeaHash.of(key, 5, key.length - 5));
  }

  @Test
  void aDeleteLeavesATombstone() {
    full.insert(row("1", "a", DAY));
    keyOnly.delete(row("1", null, null));

    assertThat(messages.all().get(1).key()).isEqualTo(messages.all().get(0).key());
    assertThat(messages.all().get(1).value()).isNull();
  }

  @Test
  void anUpdateThatChangesNothingWritesItsKeyAgain() {
    full.insert(row("1", "a", DAY));
    full.update(row("1", "a", DAY), row("1", "a", DAY));

    assertThat(messages.all()).hasSize(2);
    assertThat(messages.all().get(1)).isEqualTo(messages.all().get(0));
  }

  @Test
  void anUpdateThatChangesTheKeyLeavesATombstoneOfTheOldOneFirst() {
    keyOnly.insert(row("1", "a", DAY));
    keyOnly.update(row("1", null, null), row("2", "b", DAY));

    assertThat(messages.all()).hasSize(3);
    assertThat(messages.all().get(1).key()).isEqualTo(messages.all().get(0).key());
    assertThat(messages.all().get(1).value()).isNull();
    assertThat(messages.all().get(2).key()).isNotEqualTo(messages.all().get(0).key());
    assertThat(messages.all().get(2).value()).contains("b");
  }

  @Test
  void anUpdateThatOnlyPrintsTheKeyAnewLeavesNoTombstone() {
    full.update(row("1.0", "a", DAY), row("1.00", "b", DAY));

    assertThat(messages.all()).hasSize(1);
    assertThat(messages.all().get(0).value()).contains("b");
  }

  @Test
  void anUnchangedKeyAndValueComeFromTheOldRow() {
    full.insert(row("1", "large", DAY));
    full.update(row("1", "large", "2023-01-01"), row(UNCHANGED, UNCHANGED, DAY));

    assertThat(messages.all()).hasSize(2);
    assertThat(messages.all().get(1)).isEqualTo(messages.all().get(0));
  }

  @Test
  void anUnchangedValueThatNobodySentNamesTableColumnKeyAndRemedy() {
    assertThatThrownBy(() -> keyOnly.update(null, row("17", UNCHANGED, DAY)))
        .isInstanceOf(ValueError.class)
        .hasMessage(
            "Column \"note\" of public.orders, row (id=17), cannot be written: the UPDATE left it"
                + " out, because its out-of-line (TOAST) value did not change.\n"
                + "  Run ALTER TABLE \"public\".\"orders\" REPLICA IDENTITY FULL, so that"
                + " PostgreSQL sends it.");
  }

  @Test
  void aChangeThatCannotBeWrittenLeavesNothingNotEvenATombstone() {
    assertThatThrownBy(() -> full.update(row("1", "a", DAY), row("2", "a", "infinity")))
        .isInstanceOf(ValueError.class);

    assertThat(messages.all()).isEmpty();
    full.insert(row("3", "c", DAY));
    assertThat(messages.all()).hasSize(1);
  }

  @Test
  void aReplicaIdentityWithoutTheKeyIsAMismatch() {
    var shape = Rows.shape('i', VALUE, List.of("day"));

    assertThatThrownBy(() -> UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, messages))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessageStartingWith(
            "Column \"id\" of public.orders is part of the key, but not of the replica identity.");
  }

  private UpsertEncoder encoder(char replicaIdentity) {
    var shape = Rows.shape(replicaIdentity, VALUE, List.of("id"));
    return UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, messages);
  }
}
