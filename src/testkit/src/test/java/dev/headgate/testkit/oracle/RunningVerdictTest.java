package dev.headgate.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A verdict piece by piece notices what one on the whole topic does. */
class RunningVerdictTest {

  /** Transactions end at 10, 20, 30 and 40; each writes key 1, every other one key 2 as well. */
  private static final List<Expected.Message> DUE =
      List.of(due(1, 10), due(2, 10), due(1, 20), due(1, 30), due(2, 30), due(1, 40));

  private final List<TopicContents.Message> perfect =
      List.of(
          there(0, 0, 5, 1),
          there(0, 1, 15, 1),
          there(0, 2, 25, 1),
          there(0, 3, 35, 1),
          there(1, 0, 5, 2),
          there(1, 1, 25, 2));

  @ParameterizedTest
  @ValueSource(longs = {10, 20, 30, 40})
  void exactlyWhatIsExpectedPassesWhereverItIsCut(long cut) {
    assertThat(differences(cut, perfect)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 20, 30, 40})
  void whatCameAheadOfTheFrontierIsJudgedWithTheNextPiece(long cut) {
    var verdict = new RunningVerdict();

    assertThat(verdict.next(cut, dueWithin(0, cut), new TopicContents(perfect)).differences())
        .isEmpty();
    assertThat(verdict.next(40, dueWithin(cut, 40), new TopicContents(List.of())).differences())
        .isEmpty();
    assertThat(verdict.ahead()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 20, 30, 40})
  void eachDroppedMessageIsNoticed(long cut) {
    for (int i = 0; i < perfect.size(); i++) {
      var topic = new ArrayList<>(perfect);
      topic.remove(i);

      assertThat(differences(cut, topic)).as("without %s", perfect.get(i)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 20, 30, 40})
  void eachDoubledMessageIsNoticedAlsoIfItComesInALaterPiece(long cut) {
    for (var doubled : perfect) {
      var verdict = new RunningVerdict();
      var differences = new ArrayList<String>();
      differences.addAll(
          verdict
              .next(cut, dueWithin(0, cut), new TopicContents(below(cut, perfect)))
              .differences());
      var rest = new ArrayList<>(perfect);
      rest.removeAll(below(cut, perfect));
      rest.add(there(doubled.partition(), 9, doubled.at(), (Long) doubled.key().get("k")));
      differences.addAll(
          verdict.next(50, dueWithin(cut, 50), new TopicContents(rest)).differences());

      assertThat(differences).as("%s twice", doubled).isNotEmpty();
    }
  }

  @Test
  void aKeyThatChangesItsPartitionBetweenTwoPiecesIsNoticed() {
    var topic = new ArrayList<>(perfect);
    topic.set(5, there(0, 4, 36, 2));
    topic.set(3, there(0, 3, 35, 1));

    assertThat(differences(20, topic)).contains("key {k=2} is in more than one partition");
  }

  @Test
  void aTimestampThatGoesBackBetweenTwoPiecesIsNoticed() {
    var verdict = new RunningVerdict();
    verdict.next(20, dueWithin(0, 20), new TopicContents(below(20, perfect)));

    var late = new TopicContents(List.of(there(0, 9, 12, 1)));
    assertThat(verdict.next(20, new Expected(List.of()), late).differences())
        .anyMatch(difference -> difference.startsWith("the timestamp goes back"))
        .anyMatch(difference -> difference.contains("is one too many"));
  }

  /** What two verdicts notice, the first at {@code cut}. */
  private static List<String> differences(long cut, List<TopicContents.Message> topic) {
    var verdict = new RunningVerdict();
    var differences = new ArrayList<String>();
    var first = below(cut, topic);
    differences.addAll(
        verdict.next(cut, dueWithin(0, cut), new TopicContents(first)).differences());
    var rest = new ArrayList<>(topic);
    rest.removeAll(first);
    differences.addAll(verdict.next(40, dueWithin(cut, 40), new TopicContents(rest)).differences());
    return differences;
  }

  private static List<TopicContents.Message> below(long cut, List<TopicContents.Message> topic) {
    return topic.stream().filter(message -> message.at() < cut).toList();
  }

  private static Expected dueWithin(long from, long to) {
    return new Expected(DUE.stream().filter(m -> m.before() > from && m.before() <= to).toList());
  }

  private static Expected.Message due(long key, long before) {
    return new Expected.Message(
        Map.of("k", key), Optional.of(Map.of("k", key)), before - 10, before);
  }

  private static TopicContents.Message there(int partition, long offset, long at, long key) {
    return new TopicContents.Message(
        partition, offset, at, Map.of("k", key), Optional.of(Map.of("k", key)));
  }
}
