package dev.headgate.postgres;

import static dev.headgate.postgres.PgoutputBytes.begin;
import static dev.headgate.postgres.PgoutputBytes.commit;
import static dev.headgate.postgres.PgoutputBytes.message;
import static dev.headgate.postgres.PgoutputBytes.relation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Timestamp;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PgoutputDecoderTest {

  private static final byte[] ORDERS = relation(42, "public", "orders", "id", "note");

  private static final List<byte[]> EVERY_MESSAGE =
      List.of(
          begin(100, 7),
          message('O').int64(3).string("node").bytes(),
          message('Y').int32(9).string("public").string("mood").bytes(),
          ORDERS,
          message('I').int32(42).row('N', "1", "a").bytes(),
          message('U').int32(42).row('N', "1", "<unchanged>").bytes(),
          message('U').int32(42).row('K', "1", null).row('N', "2", "b").bytes(),
          message('U').int32(42).row('O', "2", "b").row('N', "2", null).bytes(),
          message('D').int32(42).row('K', "2", null).bytes(),
          message('D').int32(42).row('O', "3", "c").bytes(),
          message('T').int32(2).int8(0).int32(42).int32(43).bytes(),
          message('M').int8(1).int64(5).string("headgate").int32(2).int16(0).bytes(),
          commit(100, 150));

  private final RecordedChanges changes = new RecordedChanges();
  private final PgoutputDecoder decoder = new PgoutputDecoder();

  @Test
  void aTransactionIsHandedOnChangeByChange() throws SourceException {
    for (byte[] message : EVERY_MESSAGE) {
      decode(message);
    }

    assertThat(changes.transactions())
        .containsExactly(
            new RecordedChanges.Transaction(
                new Timestamp(100),
                new Timestamp(150),
                7,
                List.of(
                    "insert orders [1, a]",
                    "update orders -> [1, <unchanged>]",
                    "update orders [1, null] -> [2, b]",
                    "update orders [2, b] -> [2, null]",
                    "delete orders [2, null]",
                    "delete orders [3, c]",
                    "truncate orders",
                    "truncate 43")));
    assertThat(decoder.inTransaction()).isFalse();
  }

  @Test
  void aRelationMessageBecomesTheTablesShape() throws SourceException {
    decode(begin(100, 7));
    decode(relation(-1, "shop", "Orders", "id", "note"));

    assertThat(changes.shapes())
        .containsExactly(
            new TableShape(
                0xFFFF_FFFFL,
                new TableName("shop", "Orders"),
                'd',
                List.of(
                    new TableShape.Column("id", true, 25, -1),
                    new TableShape.Column("note", false, 25, -1))));
  }

  @Test
  void aMessageMayLieAnywhereInItsArray() throws SourceException {
    byte[] begin = begin(100, 7);
    byte[] padded = new byte[begin.length + 10];
    System.arraycopy(begin, 0, padded, 4, begin.length);

    decoder.decode(padded, 4, 4 + begin.length, changes);

    assertThat(decoder.inTransaction()).isTrue();
  }

  @Test
  void anUnknownMessageIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> decode(message('S').int32(1).bytes()))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "pgoutput message 'S' is malformed at byte 1: this type of message is not known");
  }

  @Test
  void aChangeOutsideOfATransactionIsAnError() {
    assertThatThrownBy(() -> decode(message('I').int32(42).row('N', "1").bytes()))
        .hasMessageContaining("outside of a transaction");
    assertThatThrownBy(() -> decode(commit(100, 150)))
        .hasMessageContaining("outside of a transaction");
  }

  @Test
  void aCommitThatDoesNotBelongToItsBeginIsAnError() throws SourceException {
    decode(begin(100, 7));

    assertThatThrownBy(() -> decode(commit(101, 150)))
        .hasMessageContaining("commit_lsn 0/65 is not the final_lsn 0/64 of its Begin");
  }

  @Test
  void everyMessageCutShortIsAnErrorAndHandsNothingOn() throws SourceException {
    for (byte[] message : EVERY_MESSAGE) {
      for (int length = 0; length < message.length; length++) {
        var recorded = new RecordedChanges();
        var fresh = new PgoutputDecoder();
        boolean inside = message[0] != 'B';
        if (inside) {
          fresh.decode(EVERY_MESSAGE.getFirst(), 0, EVERY_MESSAGE.getFirst().length, recorded);
        }
        // Bytes behind the end are there, as in a reused buffer, and must not be looked at.
        int cut = length;

        assertThatThrownBy(() -> fresh.decode(message, 0, cut, recorded))
            .as("message %c cut to %d bytes", message[0], cut)
            .isInstanceOf(SourceException.class);

        assertThat(recorded.transactions()).isEmpty();
        assertThat(recorded.shapes()).isEmpty();
        assertThat(fresh.inTransaction()).isEqualTo(inside);
      }
    }
  }

  @Property(tries = 20_000)
  void garbledBytesAreDecodedOrRefusedButNeverReadPastTheirEnd(
      @ForAll @IntRange(max = 12) int which,
      @ForAll @IntRange(max = 200) int place,
      @ForAll byte value,
      @ForAll @IntRange(max = 200) int otherPlace,
      @ForAll byte otherValue) {
    byte[] message = EVERY_MESSAGE.get(which);
    byte[] garbled = Arrays.copyOf(message, message.length);
    garbled[place % garbled.length] = value;
    garbled[otherPlace % garbled.length] = otherValue;
    var fresh = new PgoutputDecoder();

    try {
      if (which != 0) {
        fresh.decode(EVERY_MESSAGE.getFirst(), 0, EVERY_MESSAGE.getFirst().length, changes);
      }
      fresh.decode(garbled, 0, garbled.length, new RecordedChanges());
    } catch (SourceException e) {
      assertThat(e.problem()).isInstanceOf(SourceProblem.MalformedMessage.class);
    }
  }

  private void decode(byte[] message) throws SourceException {
    decoder.decode(message, 0, message.length, changes);
  }
}
