package dev.headgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.SinkId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentJsonTest {

  private static final SinkId SINK = new SinkId("headgate-shop-avro-sink");
  private static final String GRANTED =
      "{\"sink\":\"headgate-shop-avro-sink\",\"desired\":%s}"
          .formatted(Samples.kept("desired.json"));
  private static final String TEXT = GRANTED.replace(",\"grant\":\"CutOver\"", "");

  private final AssignmentJson json = new AssignmentJson();

  @Test
  void aGrantIsNotWritten() {
    var written = json.write(new Assignment(SINK, Samples.DESIRED));

    assertThat(written).asString(UTF_8).isEqualTo(TEXT);
  }

  @Test
  void aGrantThatAFileHoldsAllTheSameIsNotRead() {
    var read = json.read(GRANTED.getBytes(UTF_8));

    assertThat(read).isEqualTo(new Assignment(SINK, Samples.DESIRED.withoutGrant()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /sink | " " | assignment.sink must be a sink id, is " "
          /sink | 1 | assignment.sink must be a text, is 1
          /desired/candidate/deadline | 7 | assignment.desired.candidate.deadline must be an ISO-8601 instant, is 7
          /desired/pace | 1 | assignment.desired.pace is not known to this version of Headgate; a newer one wrote it
          /sinks | 1 | assignment.sinks is not known to this version of Headgate; a newer one wrote it
          """)
  void aWrongMemberIsNamedWithWhatIsExpected(String pointer, String value, String message) {
    var wrong = Changed.withValue(TEXT, pointer, value);

    assertThatThrownBy(() -> json.read(wrong))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @Test
  void anAssignmentIsPrintedWithoutSecrets() {
    assertThat(new Assignment(SINK, Samples.DESIRED).toString()).doesNotContain("secret");
  }
}
