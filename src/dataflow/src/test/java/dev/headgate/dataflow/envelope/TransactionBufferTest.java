package dev.headgate.dataflow.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headgate.dataflow.envelope.Messages.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class TransactionBufferTest {

  private static final long PLENTY = 1L << 30;
  private static final int LARGEST_TOUCH =
      TransactionBuffer.ENTRY_BYTES + "key120".length() + "v1000000".length();

  /** One touch of a key; its value is null for a tombstone. */
  record Touch(String key, String value) {}

  @Property(tries = 2_000)
  void eachTouchedKeyIsHandedOutOnceInItsFinalStateInTheOrderOfLastTouch(
      @ForAll("transactions") List<List<Touch>> transactions) {
    var buffer = new TransactionBuffer(PLENTY);

    for (List<Touch> transaction : transactions) {
      buffer.clear();
      transaction.forEach(touch -> add(buffer, touch));

      assertThat(Messages.of(buffer)).isEqualTo(model(transaction));
    }
  }

  @Example
  void whatWasSkippedIsHandedOutUnlessItsKeyIsTouchedAgain() {
    var buffer = new TransactionBuffer(PLENTY);
    add(buffer, new Touch("a", "1"));
    skip(buffer, "a", "bad a");
    skip(buffer, "b", "bad b");
    add(buffer, new Touch("b", "2"));
    skip(buffer, "", "no key");
    skip(buffer, "", "no key either");
    add(buffer, new Touch("c", "3"));

    assertThat(Messages.of(buffer))
        .extracting(Message::key, Message::value)
        .containsExactly(
            tuple("a", "skipped: bad a"),
            tuple("b", "2"),
            tuple("c", "3"),
            tuple("", "skipped: no key"),
            tuple("", "skipped: no key either"));

    buffer.clear();
    assertThat(buffer.isEmpty()).isTrue();
    assertThat(buffer.bytes()).isZero();
    skip(buffer, "", "alone");
    assertThat(buffer.isEmpty()).isFalse();
  }

  @Example
  void whatIsToldOfSkippedRowsCountsToTheLimit() {
    var buffer = new TransactionBuffer(1_000);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                skip(buffer, "", "x".repeat(100));
              }
            })
        .isInstanceOf(TransactionTooLarge.class);
  }

  private static void skip(TransactionBuffer buffer, String key, String problem) {
    byte[] bytes = key.getBytes(ISO_8859_1);
    buffer.skipped(
        bytes, 0, bytes.length, new SkippedRow(problem, problem.getBytes(ISO_8859_1)), hash(key));
  }

  @Property(tries = 1_000)
  void withinItsLimitSupersededStatesMakeRoom(
      @ForAll("touches") List<Touch> transaction,
      @ForAll @LongRange(min = 100, max = 2_000) long limit) {
    var buffer = new TransactionBuffer(limit);
    int added = 0;

    try {
      for (Touch touch : transaction) {
        add(buffer, touch);
        added++;
      }
    } catch (TransactionTooLarge e) {
      assertThat(size(model(transaction.subList(0, added + 1))))
          .as("bytes of the final states that were refused")
          .isGreaterThan(limit * 7 / 8 - LARGEST_TOUCH);
      return;
    }

    assertThat(buffer.bytes()).isLessThanOrEqualTo(limit);
    assertThat(Messages.of(buffer)).isEqualTo(model(transaction));
  }

  @Property(tries = 500)
  void eachKeyIsFoundInItsFinalState(@ForAll("transactions") List<List<Touch>> transactions) {
    var buffer = new TransactionBuffer(PLENTY);

    for (List<Touch> transaction : transactions) {
      buffer.clear();
      transaction.forEach(touch -> add(buffer, touch));

      var model = model(transaction);
      assertThat(buffer.keys()).isEqualTo(model.size());
      for (var message : model) {
        var found = new Messages();
        byte[] key = message.key().getBytes(ISO_8859_1);
        assertThat(buffer.find(key, 0, key.length, message.hash(), found)).isTrue();
        assertThat(buffer.contains(key, 0, key.length, message.hash())).isTrue();
        assertThat(found.all()).containsExactly(message);
      }
      assertThat(buffer.contains(new byte[] {'?'}, 0, 1, 0)).isFalse();
    }
  }

  @Property(tries = 500)
  void keysCanBeHadInTheOrderOfTheirHashes(@ForAll("transactions") List<List<Touch>> transactions) {
    var buffer = new TransactionBuffer(PLENTY);

    for (List<Touch> transaction : transactions) {
      buffer.clear();
      transaction.forEach(touch -> add(buffer, touch));

      var messages = new Messages();
      buffer.forEachByHash(messages);
      assertThat(messages.all())
          .containsExactlyInAnyOrderElementsOf(model(transaction))
          .isSortedAccordingTo(TransactionBufferTest::byHashAndKey);
    }
  }

  @Example
  void keysWhoseHashesAreAlikeAreInOrderToo() {
    var buffer = new TransactionBuffer(PLENTY);
    var hashes = new long[] {7L << 32 | 2, -1, 7L << 32 | 1, 7L << 32 | 1, 3};
    for (int i = 0; i < hashes.length; i++) {
      byte[] key = {(byte) ('z' - i)};
      buffer.tombstone(key, 0, 1, hashes[i]);
    }

    var messages = new Messages();
    buffer.forEachByHash(messages);

    assertThat(messages.all()).extracting(Message::key).containsExactly("v", "w", "x", "z", "y");
  }

  private static int byHashAndKey(Message a, Message b) {
    int byHash = Long.compareUnsigned(a.hash(), b.hash());
    return byHash != 0 ? byHash : a.key().compareTo(b.key());
  }

  @Example
  void aTombstoneFollowedByAnUpsertLeavesTheKeyAlive() {
    var buffer = new TransactionBuffer(PLENTY);

    add(buffer, new Touch("k", null));
    add(buffer, new Touch("k", "v"));

    assertThat(Messages.of(buffer)).containsExactly(new Message("k", "v", hash("k")));
  }

  @Example
  void aKeyThatCameAndWentIsStillEmitted() {
    var buffer = new TransactionBuffer(PLENTY);

    add(buffer, new Touch("k", "v"));
    add(buffer, new Touch("k", null));

    assertThat(Messages.of(buffer)).containsExactly(new Message("k", null, hash("k")));
  }

  @Example
  void keysOfTheSameHashStayApart() {
    var buffer = new TransactionBuffer(PLENTY);

    upsert(buffer, "a", "1", 7);
    upsert(buffer, "b", "2", 7);
    upsert(buffer, "a", "3", 7);

    assertThat(Messages.of(buffer))
        .containsExactly(new Message("b", "2", 7), new Message("a", "3", 7));
  }

  @Example
  void aKeyIsNotMistakenForTheStartOfAnother() {
    var buffer = new TransactionBuffer(PLENTY);

    upsert(buffer, "a", "bc", 7);
    upsert(buffer, "ab", "c", 7);

    assertThat(Messages.of(buffer)).hasSize(2);
  }

  @Example
  void manyChunksOfPiecesLargeAndSmallAreRightAfterSupersededOnesWereDropped() {
    var random = new Random(1);
    var buffer = new TransactionBuffer(64L << 20);
    var transaction = new ArrayList<Touch>();
    for (int i = 0; i < 2_000; i++) {
      int length = random.nextInt(100) == 0 ? 1_500_000 : random.nextInt(90_000);
      transaction.add(
          new Touch("k" + random.nextInt(300), Integer.toString(i).repeat(length / 4 + 1)));
    }

    transaction.forEach(touch -> add(buffer, touch));

    assertThat(Messages.of(buffer).equals(model(transaction))).isTrue();
    assertThat(buffer.bytes()).isLessThan(64L << 20);
  }

  @Example
  void aHundredThousandKeysAreIndexed() {
    var buffer = new TransactionBuffer(PLENTY);
    var transaction = new ArrayList<Touch>();
    for (int i = 0; i < 150_000; i++) {
      transaction.add(new Touch("key" + i % 100_000, "v" + i));
    }

    for (int round = 0; round < 2; round++) {
      transaction.forEach(touch -> add(buffer, touch));

      assertThat(Messages.of(buffer)).isEqualTo(model(transaction));
      buffer.clear();
      assertThat(buffer.isEmpty()).isTrue();
      assertThat(buffer.bytes()).isZero();
    }
  }

  @Example
  void aTransactionBeyondTheLimitIsRefusedByName() {
    var buffer = new TransactionBuffer(100);
    add(buffer, new Touch("k1", "v1"));

    assertThatThrownBy(() -> add(buffer, new Touch("k2", "x".repeat(40))))
        .isInstanceOf(TransactionTooLarge.class)
        .hasMessage(
            "An upstream transaction needs more than maxTransactionBytes=100 bytes of memory.\n"
                + "  Raise maxTransactionBytes and the worker's memory, or change fewer rows at a"
                + " time.");

    buffer.clear();
    add(buffer, new Touch("k3", "v3"));
    assertThat(Messages.of(buffer)).hasSize(1);
  }

  @Provide
  Arbitrary<List<List<Touch>>> transactions() {
    return touches().list().ofMinSize(1).ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<Touch>> touches() {
    Arbitrary<String> keys = Arbitraries.integers().between(0, 120).map(n -> "key" + n);
    Arbitrary<String> values =
        Arbitraries.integers().between(0, 1_000_000).map(n -> "v" + n).injectNull(0.3);
    return Combinators.combine(keys, values).as(Touch::new).list().ofMaxSize(400);
  }

  /** The final state of each key; a key that is touched again moves to the end. */
  private static List<Message> model(List<Touch> transaction) {
    var last = new LinkedHashMap<String, String>();
    for (Touch touch : transaction) {
      last.remove(touch.key);
      last.put(touch.key, touch.value);
    }
    var messages = new ArrayList<Message>();
    last.forEach((key, value) -> messages.add(new Message(key, value, hash(key))));
    return messages;
  }

  private static long size(List<Message> messages) {
    return messages.stream()
        .mapToLong(
            m ->
                TransactionBuffer.ENTRY_BYTES
                    + m.key().length()
                    + (m.value() == null ? 0 : m.value().length()))
        .sum();
  }

  private static void add(TransactionBuffer buffer, Touch touch) {
    if (touch.value == null) {
      byte[] key = ("--" + touch.key).getBytes(ISO_8859_1);
      buffer.tombstone(key, 2, key.length - 2, hash(touch.key));
    } else {
      upsert(buffer, touch.key, touch.value, hash(touch.key));
    }
  }

  private static void upsert(TransactionBuffer buffer, String key, String value, long hash) {
    byte[] bytes = ("--" + key + value + "--").getBytes(ISO_8859_1);
    buffer.upsert(bytes, 2, key.length(), value.length(), hash);
  }

  /** The same for neighbouring keys, so that keys meet in the index. */
  private static long hash(String key) {
    return key.hashCode() / 2 * 0x9E3779B97F4A7C15L;
  }
}
