package dev.headgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedJsonTest {

  private static final String TEXT = Samples.kept("observed.json");

  private final ObservedJson json = new ObservedJson();

  @Test
  void anObservationWithACutoverHasThisText() {
    assertThat(json.write(Samples.OBSERVED)).asString(UTF_8).isEqualTo(TEXT);
  }

  @Test
  void thisTextIsThatObservation() {
    assertThat(json.read(TEXT.getBytes(UTF_8))).isEqualTo(Samples.OBSERVED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/record", "/record/topic", "/cutover", "/statistics"})
  void whatANewerWorkerAddsIsIgnored(String pointer) {
    var newer = Changed.withMember(TEXT, pointer, "news");

    assertThat(json.read(newer)).isEqualTo(Samples.OBSERVED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /activity | "STREAMING" | observed.activity must be Starting, Streaming, Stalled, Retrying, Waiting, Paused, Releasing or Released, is "STREAMING"
          /upper | 200 | observed.upper must be a text of an unsigned 64-bit decimal number, is 200
          /upper | "-1" | observed.upper must be a text of an unsigned 64-bit decimal number, is "-1"
          /upper | "18446744073709551616" | observed.upper must be a text of an unsigned 64-bit decimal number, is "18446744073709551616"
          /cutover/step | "Completed" | observed.cutover.step must be Validating, Preparing, CatchingUp, AwaitingPromotion, Comparing, CuttingOver, Repairing, CommitUnknown, Verifying or Ending, is "Completed"
          /cutover/blockers/0 | 1 | observed.cutover.blockers[0] must be a text, is 1
          /statistics/bytesStaged | -1 | observed.statistics.bytesStaged must be a whole number from 0 to 9223372036854775807, is -1
          /error | false | observed.error must be a text, is false
          /record | null | observed.record must be a progress record, is not: not a JSON object
          /record/timeline | "1" | observed.record must be a progress record, is not: "timeline" must be a number, not 1
          /record/relation/where | "x" | observed.record must be a progress record, is not: "relation.where" is not known to this version of Headgate; a newer one wrote it
          """)
  void aWrongMemberIsNamedWithWhatIsExpected(String pointer, String value, String message) {
    var wrong = Changed.withValue(TEXT, pointer, value);

    assertThatThrownBy(() -> json.read(wrong))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"incarnation", "acknowledgedGeneration", "activity", "statistics"})
  void aMissingMemberIsNamed(String member) {
    var wrong = Changed.without(TEXT, "/" + member);

    assertThatThrownBy(() -> json.read(wrong))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("observed.%s is missing", member);
  }
}
