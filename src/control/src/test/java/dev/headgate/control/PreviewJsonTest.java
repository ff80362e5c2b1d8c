package dev.headgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.preview.FieldChange;
import dev.headgate.dataflow.preview.FieldChange.Field;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SchemaDifference;
import dev.headgate.dataflow.preview.SubjectVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewJsonTest {

  private static final String TEXT = Samples.kept("preview.json");

  private static final Preview PREVIEW =
      new Preview(
          new SchemaDifference(
              List.of(),
              List.of(
                  new FieldChange.Removed(new Field("note", "text", true)),
                  new FieldChange.Changed(
                      new Field("amount", "integer", false),
                      new Field("amount", "numeric(10,2)", false)),
                  new FieldChange.Added(new Field("tier", "text", true)))),
          List.of(
              new SubjectVerdict.Compatible("t-key"),
              new SubjectVerdict.Incompatible("t-value", List.of("TYPE_MISMATCH /fields/1")),
              new SubjectVerdict.Unknown("u-value", "no answer")),
          new Counted(
              20,
              21_000,
              new Keys(400, List.of("(id=7)", "(id=9)")),
              Keys.NONE,
              new Keys(20, List.of("(id=3)"))),
          Instant.parse("2026-03-01T12:00:00.500Z"),
          Duration.ofMillis(1234));

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
    Arbitrary<FieldChange> change =
        Arbitraries.oneOf(
            field().map(FieldChange.Added::new),
            field().map(FieldChange.Removed::new),
            Combinators.combine(field(), field()).as(FieldChange.Changed::new));
    var changes = change.list().ofMaxSize(3);
    Arbitrary<SubjectVerdict> verdict =
        Arbitraries.oneOf(
            RandomValues.text().map(SubjectVerdict.Compatible::new),
            Combinators.combine(RandomValues.text(), RandomValues.text().list().ofMaxSize(2))
                .as(SubjectVerdict.Incompatible::new),
            Combinators.combine(RandomValues.text(), RandomValues.text())
                .as(SubjectVerdict.Unknown::new));
    return Combinators.combine(
            Combinators.combine(changes, changes).as(SchemaDifference::new),
            verdict.list().ofMaxSize(3),
            Arbitraries.oneOf(counted(), notCounted()),
            RandomValues.instant(),
            Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofMillis))
        .as(Preview::new);
  }

  private static Arbitrary<Field> field() {
    return Combinators.combine(RandomValues.text(), RandomValues.text(), RandomValues.either())
        .as(Field::new);
  }

  private static Arbitrary<KeyDifference> counted() {
    var keys =
        Combinators.combine(RandomValues.count(), RandomValues.text().list().ofMaxSize(3))
            .as(Keys::new);
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1), RandomValues.count(), keys, keys, keys)
        .as(Counted::new);
  }

  private static Arbitrary<KeyDifference> notCounted() {
    return Combinators.combine(Arbitraries.of(KeyDifference.Reason.class), RandomValues.text())
        .as(NotCounted::new);
  }

  private byte[] written(Preview preview) {
    return document.write(out -> PreviewJson.write(preview, out));
  }

  private Preview read(byte[] json) {
    return PreviewJson.read(document.read(json));
  }
}
