package dev.headgate.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the verdict lets pass, and what it notices. */
class VerdictTest {

  private static final Expected EXPECTED =
      new Expected(
          List.of(
              due(1, "a", 0, 10),
              due(2, "b", 0, 10),
              due(1, "c", 10, 20),
              due(1, null, 20, 30),
              due(2, "b", 20, 30)));

  private final List<TopicContents.Message> perfect =
      List.of(
          there(0, 0, 5, 1, "a"),
          there(0, 1, 15, 1, "c"),
          there(0, 2, 25, 1, null),
          there(1, 0, 5, 2, "b"),
          there(1, 1, 25, 2, "b"));

  @Test
  void exactlyWhatIsExpectedPasses() {
    assertThat(differences(perfect)).isEmpty();
  }

  @Test
  void eachDroppedMessageIsNoticed() {
    for (int i = 0; i < perfect.size(); i++) {
      var topic = new ArrayList<>(perfect);
      topic.remove(i);

      assertThat(differences(topic)).as("without %s", perfect.get(i)).isNotEmpty();
    }
  }

  @Test
  void eachDoubledMessageIsNoticed() {
    for (int i = 0; i < perfect.size(); i++) {
      var topic = new ArrayList<>(perfect);
      topic.add(i, perfect.get(i));

      assertThat(differences(topic)).as("%s twice", perfect.get(i)).isNotEmpty();
    }
  }

  @Test
  void aMessageOfAnotherTransactionIsNoticed() {
    var topic = new ArrayList<>(perfect);
    topic.set(1, there(0, 1, 20, 1, "c"));

    assertThat(differences(topic))
        .singleElement()
        .asString()
        .startsWith("key {k=1}: message 2 of 3 must be");
  }

  @Test
  void aTimestampThatGoesBackIsNoticedEvenBetweenKeys() {
    var topic = new ArrayList<>(perfect);
    topic.add(3, there(0, 3, 5, 2, "b"));
    topic.remove(4);

    assertThat(differences(topic))
        .anyMatch(difference -> difference.startsWith("the timestamp goes back"))
        .anyMatch(difference -> difference.endsWith("is in more than one partition"));
  }

  @Test
  void aKeyThatNothingTouchedIsNoticed() {
    var topic = new ArrayList<>(perfect);
    topic.add(there(1, 2, 25, 3, "x"));

    assertThatThrownBy(() -> Verdict.compare(EXPECTED, new TopicContents(topic)).requireExact())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("key {k=3}: message 1 is one too many");
  }

  private static List<String> differences(List<TopicContents.Message> topic) {
    return Verdict.compare(EXPECTED, new TopicContents(topic)).differences();
  }

  private static Expected.Message due(long key, String value, long notBefore, long before) {
    return new Expected.Message(Map.of("k", key), row(key, value), notBefore, before);
  }

  private static TopicContents.Message there(
      int partition, long offset, long at, long key, String value) {
    return new TopicContents.Message(
        partition, offset, at, Collections.singletonMap("k", key), row(key, value));
  }

  private static Optional<Map<String, Object>> row(long key, String value) {
    return Optional.ofNullable(value).map(v -> Map.of("k", key, "v", v));
  }
}
