package dev.headgate.dataflow.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressJsonTest {

  private static final String LIVE =
      """
      {"frontier":["9007199254740993"],"version":2,\
      "relation":{"name":"matview-2","oid":16391,"table":"public.orders",\
      "columns":[{"name":"key_col","source":"id"}]},\
      "domain":{"systemIdentifier":"7400000000000000001","databaseOid":16384},\
      "timeline":1,"slot":"headgate_s","publication":"headgate_p",\
      "carried":{"16385":"100","16391":"200"},\
      "uid":"u-1","incarnation":"i-1","generation":7,\
      "cutover":{"id":"c-1","attempt":3,"from":{"name":"matview-1","oid":16385,\
      "table":"public.older","columns":[{"name":"key_col","source":"key_col"}]},"unannounced":[1,3]},\
      "attemptsEnded":1,"ended":{"id":"c-2","outcome":"TimedOut","message":"late"},\
      "topic":{"clusterId":"k","topicId":"t","partitions":4},"topicMatches":true,\
      "history":[{"version":2,"relation":"matview-2","timestamp":"150","offsets":[0,5]}]}\
      """;

  private static final Upstream UPSTREAM =
      new Upstream(new Domain("7400000000000000001", 16384), 1, "headgate_s", "headgate_p");

  private static final LiveRecord LIVE_RECORD =
      new LiveRecord(
          Frontier.at(Timestamp.parse("9007199254740993")),
          new Version(2),
          new Relation(
              "matview-2",
              16391,
              new TableName("public", "orders"),
              List.of(new Column("key_col", "id"))),
          UPSTREAM,
          new TreeMap<>(Map.of(16385L, new Timestamp(100), 16391L, new Timestamp(200))),
          new Writer("u-1", "i-1", 7),
          Optional.of(
              new CutoverRef(
                  "c-1",
                  3,
                  new Relation(
                      "matview-1",
                      16385,
                      new TableName("public", "older"),
                      List.of(Column.same("key_col"))),
                  new TreeSet<>(Set.of(1, 3)))),
          1,
          Optional.of(new EndedAttempt("c-2", Outcome.TIMED_OUT, "late")),
          new TopicIdentity("k", "t", 4),
          true,
          List.of(
              new VersionEntry(new Version(2), "matview-2", new Timestamp(150), List.of(0L, 5L))));

  private final ProgressJson json = new ProgressJson();

  @Test
  void aLiveRecordHasThisText() {
    assertThat(text(json.write(LIVE_RECORD))).isEqualTo(LIVE);
  }

  @Test
  void thisTextIsThatLiveRecord() {
    assertThat(read(LIVE)).isEqualTo(LIVE_RECORD);
  }

  @Test
  void aCutoverWithoutTheMemberIsAnnouncedEverywhere() {
    var announced = LIVE_RECORD.unannouncedIn(Set.of());

    assertThat(text(json.write(announced))).isEqualTo(LIVE.replace(",\"unannounced\":[1,3]", ""));
    assertThat(json.read(json.write(announced))).isEqualTo(announced);
  }

  @Test
  void aDroppedRecordNamesWhatIsLeftUpstream() {
    var dropped = new DroppedRecord(new Version(3), "u-1", Optional.of(UPSTREAM));

    var written = text(json.write(dropped));

    assertThat(written)
        .isEqualTo(
            """
            {"dropped":true,"version":3,"uid":"u-1",\
            "domain":{"systemIdentifier":"7400000000000000001","databaseOid":16384},\
            "timeline":1,"slot":"headgate_s","publication":"headgate_p"}\
            """);
    assertThat(read(written)).isEqualTo(dropped);
  }

  @Test
  void aDroppedRecordOfWhichNothingIsLeftIsShort() {
    var dropped = new DroppedRecord(new Version(3), "u-1", Optional.empty());

    var written = text(json.write(dropped));

    assertThat(written).isEqualTo("{\"dropped\":true,\"version\":3,\"uid\":\"u-1\"}");
    assertThat(read(written)).isEqualTo(dropped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "9007199254740993", "9223372036854775808", "18446744073709551615"})
  void noPositionLosesADigit(String position) {
    var record = LIVE_RECORD.withFrontier(Frontier.at(Timestamp.parse(position)));

    var written = json.write(record);

    assertThat(text(written)).startsWith("{\"frontier\":[\"" + position + "\"]");
    assertThat(json.read(written)).isEqualTo(record);
  }

  @Test
  void membersOfANewerWriterAreIgnored() {
    var newer =
        LIVE.replaceFirst("\\{", "{\"resume\":{\"a\":[1,{\"b\":null}]},\"big\":1e400,")
            .replace("\"topicId\"", "\"replicas\":[3],\"topicId\"");

    assertThat(read(newer)).isEqualTo(LIVE_RECORD);
  }

  @Test
  void aRelationThatIsNotFullyUnderstoodIsRefused() {
    var newer = LIVE.replace("\"oid\":16391", "\"oid\":16391,\"where\":\"amount > 0\"");

    assertThatThrownBy(() -> read(newer))
        .isInstanceOf(MalformedProgressException.class)
        .hasMessageContaining("\"relation.where\" is not known");
  }

  static Stream<String> everyMember() {
    return Stream.of(
        "frontier",
        "version",
        "relation",
        "name",
        "oid",
        "table",
        "columns",
        "source",
        "domain",
        "systemIdentifier",
        "databaseOid",
        "timeline",
        "slot",
        "publication",
        "carried",
        "uid",
        "incarnation",
        "generation",
        "attempt",
        "from",
        "attemptsEnded",
        "outcome",
        "message",
        "topic",
        "clusterId",
        "topicId",
        "partitions",
        "topicMatches",
        "history",
        "timestamp",
        "offsets");
  }

  @ParameterizedTest
  @MethodSource("everyMember")
  void aMissingMemberIsNamed(String member) {
    // Renamed, it is missing; inside the relation the new name itself is refused.
    var without = LIVE.replaceFirst("\"" + member + "\":", "\"renamed\":");

    assertThatThrownBy(() -> read(without))
        .isInstanceOf(MalformedProgressException.class)
        .message()
        .matches("\"([a-z]+(\\[0])?\\.)*(" + member + "\" is missing|renamed\" is not known.*)");
  }

  @ParameterizedTest
  @MethodSource("everyMember")
  void aMemberOfNoTypeIsNamed(String member) {
    var wrong = LIVE.replaceFirst("\"" + member + "\":", "\"" + member + "\":null,\"other\":");

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOf(MalformedProgressException.class)
        .message()
        .matches("\"([a-z]+(\\[0])?\\.)*(" + member + "\" must be .*|other\" is not known.*)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"9007199254740993\"        | \"18446744073709551616\" | \"frontier\" must be an unsigned",
        "\"9007199254740993\"        | \"-1\"                   | \"frontier\" must be an unsigned",
        "\"9007199254740993\"        | 9007199254740993         | \"frontier\" must be a text",
        "[\"9007199254740993\"]      | []                       | \"frontier\" must have one",
        "[\"9007199254740993\"]      | [\"1\",\"2\"]            | \"frontier\" must have one",
        "\"version\":2,\"relation\":{| \"version\":0,\"relation\":{ | \"version\" must be a whole",
        "16391,                      | 4294967296,              | \"relation.oid\" must be a whole",
        "16391,                      | 1.5,                     | \"relation.oid\" must be a whole",
        "\"public.orders\"           | \"a.b.c\"                | \"relation.table\" \"a.b.c\" is",
        "\"16385\"                   | \"orders\"               | \"carried.orders\" must be named",
        "\"100\"                     | \"soon\"                 | \"carried.16385\" must be an",
        "TimedOut                    | Exploded                 | \"ended.outcome\" must be"
            + " Aborted",
        "\"topicMatches\":true       | \"topicMatches\":\"yes\" | \"topicMatches\" must be true or",
        "[0,5]                       | [0,-5]                   | \"history[0].offsets\" must be a",
        "[1,3]                       | [1,\"3\"]                | \"cutover.unannounced\" must be"
            + " a",
      })
  void aWrongMemberIsNamed(String right, String wrong, String message) {
    var text = LIVE.replace(right, wrong);

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(MalformedProgressException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "\"text\"", "{", "{\"a\":", "{} {}", "{\"a\":[", "\u0000\u0001"})
  void whatIsNoObjectIsMalformed(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedProgressException.class);
  }

  @Test
  void aMemberThatComesTwiceIsMalformed() {
    var twice = LIVE.replace("\"timeline\":1", "\"timeline\":1,\"timeline\":2");

    assertThatThrownBy(() -> read(twice))
        .isInstanceOf(MalformedProgressException.class)
        .hasMessageContaining("timeline");
  }

  @Test
  void aRecordCutShortIsMalformedWhereverItEnds() {
    for (int length = 0; length < LIVE.length(); length++) {
      var cut = LIVE.substring(0, length);

      assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedProgressException.class);
    }
  }

  private ProgressRecord read(String text) {
    return json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
