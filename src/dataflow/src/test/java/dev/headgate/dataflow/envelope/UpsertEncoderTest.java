package dev.headgate.dataflow.envelope;

import static dev.headgate.dataflow.row.Rows.UNCHANGED;
import static dev.headgate.dataflow.row.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.envelope.Messages.Message;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.row.ColumnText;
import dev.headgate.dataflow.row.MessageTooLarge;
import dev.headgate.dataflow.row.MessageTooLarge.Excess;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.RowSchema;
import dev.headgate.dataflow.row.Rows;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.row.ShapeMismatch;
import dev.headgate.dataflow.row.ValueError;
import dev.headgate.dataflow.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
  private static final SkippedRow SKIPPED = new SkippedRow("why", new byte[3]);

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
  void aRowThatIsSkippedStandsForItsKey() {
    full.insert(row("1", "a", DAY));
    full.skip(null, row("1", "a", "infinity"), SKIPPED);

    assertThat(messages.all().get(1))
        .isEqualTo(
            new Message(messages.all().get(0).key(), "skipped: why", messages.all().get(0).hash()));
  }

  @Test
  void aRowThatIsSkippedUnderAnotherKeyLeavesATombstoneOfTheOldOne() {
    full.insert(row("1", "a", DAY));
    full.skip(row("1", "a", DAY), row("2", "a", "infinity"), SKIPPED);

    assertThat(messages.all()).extracting(Message::value).endsWith(null, "skipped: why");
    assertThat(messages.all().get(1).key()).isEqualTo(messages.all().get(0).key());
    assertThat(messages.all().get(2).key()).isNotEqualTo(messages.all().get(0).key());
  }

  @Test
  void aRowWhoseNewKeyCannotBeWrittenLeavesATombstoneOfTheOldOne() {
    full.insert(row("1", "a", DAY));
    full.skip(row("1", "a", DAY), row("NaN", "a", DAY), SKIPPED);

    assertThat(messages.all().get(1))
        .isEqualTo(new Message(messages.all().get(0).key(), null, messages.all().get(0).hash()));
    assertThat(messages.all().get(2)).isEqualTo(new Message("", "skipped: why", 0));
  }

  @Test
  void anUpdateOfAKeyThatCannotBeWrittenOwesNoTombstone() {
    full.update(row("NaN", "a", DAY), row("1", "b", DAY));

    assertThat(messages.all()).singleElement().extracting(Message::value).asString().contains("b");
  }

  @Test
  void aDeleteWhoseKeyCannotBeWrittenIsAnErrorAndMayBeSkipped() {
    assertThatThrownBy(() -> keyOnly.delete(row("NaN", null, null)))
        .isInstanceOf(ValueError.class)
        .hasMessageStartingWith(
            "Column \"id\" of public.orders, row (id=NaN), cannot be written as it is \"NaN\"");

    keyOnly.skipDelete(SKIPPED);

    assertThat(messages.all()).containsExactly(new Message("", "skipped: why", 0));
  }

  @Test
  void aMessageThatIsTooLargeNamesTableKeySizeAndSetting() {
    var limited = limited(60);
    limited.insert(row("1", "a", DAY));

    assertThatThrownBy(() -> limited.update(row("1", "a", DAY), row("2", "a".repeat(100), DAY)))
        .isInstanceOf(MessageTooLarge.class)
        .hasMessage(
            "Row (id=2) of public.orders cannot be written: its message has 153 bytes, and"
                + " max.message.bytes of topic t allows 60.\n"
                + "  Raise max.message.bytes of topic t, or leave large columns out of the"
                + " Relation.");
    assertThat(messages.all()).hasSize(1);
  }

  @Test
  void aTombstoneThatIsTooLargeIsAnErrorToo() {
    assertThatThrownBy(() -> limited(10).delete(row("1", "a", DAY)))
        .isInstanceOf(MessageTooLarge.class);
  }

  @Test
  void anErrorNamesThePositionOnceItIsKnown() {
    assertThatThrownBy(
            () -> {
              try {
                full.insert(row("17", "a", "infinity"));
              } catch (RowError e) {
                throw e.at(new Timestamp(0x1_0000_002AL));
              }
            })
        .hasMessageStartingWith(
            "Column \"day\" of public.orders, row (id=17), changed at 1/2A, cannot be written as it"
                + " is \"infinity\":");
  }

  @Test
  void ofADeletedRowOnlyTheIdentityIsTold() {
    var deleted = row("1", null, null);

    assertThat(keyOnly.oldTexts(deleted))
        .containsExactly(new ColumnText("id", Optional.of("1"), false));
    assertThat(full.oldTexts(deleted)).hasSize(3);
    assertThat(keyOnly.texts(null, row("1", UNCHANGED, null)))
        .containsExactly(
            new ColumnText("id", Optional.of("1"), false),
            new ColumnText("note", Optional.empty(), true),
            new ColumnText("day", Optional.empty(), false));
  }

  @Test
  void aReplicaIdentityWithoutTheKeyIsAMismatch() {
    var shape = Rows.shape('i', VALUE, List.of("day"));

    assertThatThrownBy(
            () ->
                UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, SizeLimit.NONE, messages))
        .isInstanceOf(ShapeMismatch.class)
        .hasMessageStartingWith(
            "Column \"id\" of public.orders is part of the key, but not of the replica identity.");
  }

  private UpsertEncoder encoder(char replicaIdentity) {
    var shape = Rows.shape(replicaIdentity, VALUE, List.of("id"));
    return UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, SizeLimit.NONE, messages);
  }

  private UpsertEncoder limited(int most) {
    var shape = Rows.shape('f', VALUE, List.of("id"));
    SizeLimit limit =
        (bytes, start, keyLength, valueLength) ->
            keyLength + valueLength > most
                ? Optional.of(
                    new Excess(keyLength + valueLength, most, "max.message.bytes of topic t"))
                : Optional.empty();
    return UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, limit, messages);
  }
}
