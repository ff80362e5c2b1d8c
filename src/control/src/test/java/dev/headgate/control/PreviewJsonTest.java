package dev.headgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.preview.Preview;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewJsonTest {

  private static final String TEXT = Samples.kept("preview.json");

  private static final Preview PREVIEW = Samples.PREVIEW;

  private final JsonDocument document = new JsonDocument("preview");

  @Test
  void aPreviewHasThisText() {
    assertThat(written(PREVIEW)).asString(UTF_8).isEqualTo(TEXT);
  }

  @Property
  void aPreviewThatIsWrittenIsReadAgain(@ForAll("previews") Preview preview) {
    assertThat(read(written(preview))).isEqualTo(preview);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/schema", "/schema/value/0", "/registry/0", "/keys", "/keys/counted"})
  void whatANewerWorkerAddsIsIgnored(String pointer) {
    assertThat(read(Changed.withMember(TEXT, pointer, "news"))).isEqualTo(PREVIEW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /schema/value/0 | {} | preview.schema.value[0] must have before or after, has neither
          /registry/0/compatible | 1 | preview.registry[0].compatible must be true or false, is 1
          /keys/counted/oneIn | 0 | preview.keys.counted.oneIn must be a whole number from 1 to 2147483647, is 0
          /keys/counted/stale/count | -1 | preview.keys.counted.stale.count must be a whole number from 0 to 9223372036854775807, is -1
          /keys | {} | preview.keys.counted is missing
          /keys | {"notCounted":{"reason":"Tired","message":""}} | preview.keys.notCounted.reason must be TimedOut, NotAllowed or Failed, is "Tired"
          /at | "noon" | preview.at must be an ISO-8601 instant, is "noon"
          """)
  void aWrongMemberIsNamedWithWhatIsExpected(String pointer, String value, String message) {
    var wrong = Changed.withValue(TEXT, pointer, value);

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @Provide
  Arbitrary<Preview> previews() {
    return RandomPreviews.previews();
  }

  private byte[] written(Preview preview) {
    return document.write(out -> PreviewJson.write(preview, out));
  }

  private Preview read(byte[] json) {
    return PreviewJson.read(document.read(json));
  }
}
