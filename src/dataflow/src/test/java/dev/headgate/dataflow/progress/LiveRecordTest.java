package dev.headgate.dataflow.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The history of a sink's versions, and where each begins in the topic. */
class LiveRecordTest {

  private static final Relation ONE = relation("one", 1);
  private static final Relation TWO = relation("two", 2);

  private static final LiveRecord FIRST =
      new LiveRecord(
              Frontier.START,
              Version.FIRST,
              ONE,
              new Upstream(new Domain("1", 1), 1, "slot", "publication"),
              new TreeMap<>(),
              new Writer("uid", "process", 1),
              Optional.empty(),
              0,
              Optional.empty(),
              new TopicIdentity("c", "t", 3),
              false,
              List.of())
          .founded(new Timestamp(100), true)
          .beginningAt(List.of(4L, 0L, 0L));

  private static final LiveRecord SECOND = cutOver(FIRST, TWO, 200).beginningAt(offsets(9, 5, 0));
  private static final LiveRecord THIRD = cutOver(SECOND, ONE, 300).beginningAt(offsets(20, 5, 0));

  @Test
  void aRecordIsOfTheLastVersionThatBeganAtOrBelowIt() {
    assertThat(THIRD.producerOf(0, 4)).contains(THIRD.history().get(0));
    assertThat(THIRD.producerOf(0, 8)).contains(THIRD.history().get(0));
    assertThat(THIRD.producerOf(0, 9)).contains(THIRD.history().get(1));
    assertThat(THIRD.producerOf(0, 19)).contains(THIRD.history().get(1));
    assertThat(THIRD.producerOf(0, 20)).contains(THIRD.history().get(2));
    assertThat(THIRD.producerOf(0, Long.MAX_VALUE)).contains(THIRD.history().get(2));
  }

  @Test
  void aVersionThatWroteNothingToAPartitionProducedNothingThere() {
    assertThat(THIRD.producerOf(1, 4)).contains(THIRD.history().get(0));
    assertThat(THIRD.producerOf(1, 5)).contains(THIRD.history().get(2));
    assertThat(THIRD.producerOf(2, 0)).contains(THIRD.history().get(2));
  }

  @Test
  void whatStandsBeforeTheFirstVersionIsOfNone() {
    assertThat(THIRD.producerOf(0, 3)).isEmpty();
  }

  @Test
  void aVersionWhoseBeginningIsUnknownHidesWhatIsOlder() {
    var unknown = cutOver(SECOND, ONE, 300);
    var fourth = cutOver(unknown, TWO, 400).beginningAt(offsets(30, 30, 30));

    assertThat(fourth.producerOf(0, 30)).contains(fourth.history().getLast());
    assertThat(fourth.producerOf(0, 29)).isEmpty();
    assertThat(fourth.producerOf(0, 4)).isEmpty();
  }

  @Test
  void thereIsNoAnswerToWhatCannotBe() {
    assertThatThrownBy(() -> THIRD.producerOf(3, 0))
        .hasMessage("there is no partition 3, only 0 to 2");
    assertThatThrownBy(() -> THIRD.producerOf(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> THIRD.producerOf(0, -1)).hasMessageContaining("-1");
  }

  @Test
  void theHistoryForgetsTheOldestVersions() {
    var record = FIRST;
    for (int version = 2; version <= LiveRecord.HISTORY_LIMIT + 1; version++) {
      record = cutOver(record, version % 2 == 0 ? TWO : ONE, 100L * version);
      record = record.beginningAt(offsets(10L * version, 0, 0));
    }

    assertThat(record.history())
        .hasSize(LiveRecord.HISTORY_LIMIT)
        .first()
        .extracting(VersionEntry::version)
        .isEqualTo(new Version(2));
    assertThat(record.producerOf(0, 19)).isEmpty();
    assertThat(record.producerOf(0, 20)).contains(record.history().getFirst());
  }

  @Test
  void aCutoverIsUnannouncedEverywhereUntilItsRowsAreCommitted() {
    assertThat(SECOND.cutover().orElseThrow().unannounced()).containsExactly(0, 1, 2);

    var announced = SECOND.unannouncedIn(Set.of(2)).withFrontier(Frontier.at(new Timestamp(250)));

    assertThat(announced.cutover().orElseThrow().unannounced()).containsExactly(2);
    assertThat(cutOver(announced, ONE, 300).cutover().orElseThrow().unannounced())
        .containsExactly(0, 1, 2);
  }

  private static LiveRecord cutOver(LiveRecord from, Relation to, long at) {
    var ref = new CutoverRef("id-" + at, 0, from.relation());
    return from.cutOver(to, new Timestamp(at), ref, false, List.of());
  }

  private static List<Long> offsets(long first, long second, long third) {
    return List.of(first, second, third);
  }

  private static Relation relation(String name, long oid) {
    return new Relation(name, oid, new TableName("public", name), List.of(Column.same("k")));
  }
}
