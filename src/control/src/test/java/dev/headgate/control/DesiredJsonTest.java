package dev.headgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DesiredJsonTest {

  private static final String TEXT = Samples.kept("desired.json");

  private final DesiredJson json = new DesiredJson();

  @Test
  void aWishWithACandidateHasThisText() {
    assertThat(json.write(Samples.DESIRED)).asString(UTF_8).isEqualTo(TEXT);
  }

  @Test
  void thisTextIsThatWish() {
    assertThat(json.read(TEXT.getBytes(UTF_8))).isEqualTo(Samples.DESIRED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /candidate/deadline | 7 | desired.candidate.deadline must be an ISO-8601 instant, is 7
          /candidate/deadline | "soon" | desired.candidate.deadline must be an ISO-8601 instant, is "soon"
          /candidate/grant | "Cutover" | desired.candidate.grant must be Prepare or CutOver, is "Cutover"
          /candidate/grant | null | desired.candidate.grant must be Prepare or CutOver, is null
          /candidate/attempt | -1 | desired.candidate.attempt must be a whole number from 0 to 2147483647, is -1
          /candidate | [] | desired.candidate must be an object, is an array
          /candidate | null | desired.candidate must be an object, is null
          /run | "Stopped" | desired.run must be Running, Paused or Released, is "Stopped"
          /run | ["Running"] | desired.run must be Running, Paused or Released, is an array
          /generation | 1.5 | desired.generation must be a whole number from 0 to 9223372036854775807, is 1.5
          /generation | 9223372036854775808 | desired.generation must be a whole number from 0 to 9223372036854775807, is 9223372036854775808
          /uid | 1 | desired.uid must be a text, is 1
          /expectProgress | "true" | desired.expectProgress must be true or false, is "true"
          /keep | 16385 | desired.keep must be an array, is a number
          /keep/1 | 4294967296 | desired.keep[1] must be a whole number from 0 to 4294967295, is 4294967296
          /active/version | 0 | desired.active.version must be a whole number from 1 to 2147483647, is 0
          /active/relation/table | "a.b.c" | desired.active.relation.table must be schema.table, in double quotes where SQL needs them, is "a.b.c"
          /active/relation/columns | [] | desired.active.relation.columns must have an element, is empty
          /active/relation/columns/1/source | {} | desired.active.relation.columns[1].source must be a text, is an object
          /active/spec/key | [] | desired.active.spec.key must have an element, is empty
          /active/spec/partitions | 0 | desired.active.spec.partitions must be a whole number from 1 to 2147483647, is 0
          /active/connections/postgres/port | 65536 | desired.active.connections.postgres.port must be a whole number from 1 to 65535, is 65536
          /active/connections/postgres/credentials | "a:b" | desired.active.connections.postgres.credentials must be an object, is a text
          """)
  void aWrongMemberIsNamedWithWhatIsExpected(String pointer, String value, String message) {
    var wrong = Changed.withValue(TEXT, pointer, value);

    assertThatThrownBy(() -> json.read(wrong))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "/generation, desired.generation",
    "/active, desired.active",
    "/keep, desired.keep",
    "/candidate/id, desired.candidate.id",
    "/active/spec/snapshot, desired.active.spec.snapshot",
    "/active/connections/kafka/properties, desired.active.connections.kafka.properties",
  })
  void aMissingMemberIsNamed(String pointer, String member) {
    var wrong = Changed.without(TEXT, pointer);

    assertThatThrownBy(() -> json.read(wrong))
        .hasMessage(member + " is missing")
        .asInstanceOf(throwable(MalformedMessageException.class))
        .extracting(MalformedMessageException::member)
        .isEqualTo(member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/active",
        "/active/relation",
        "/active/relation/columns/0",
        "/active/spec",
        "/active/connections",
        "/active/connections/kafka",
        "/active/connections/schemaRegistry",
        "/active/connections/schemaRegistry/credentials",
        "/active/connections/postgres",
        "/candidate",
        "/candidate/definition",
      })
  void aWishThatThisVersionDoesNotKnowIsRefused(String pointer) {
    var newer = Changed.withMember(TEXT, pointer, "wish");

    var object = "desired" + pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    assertThatThrownBy(() -> json.read(newer))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(
            object + ".wish is not known to this version of Headgate; a newer one wrote it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | desired must be an object, is nothing
          [] | desired must be an object, is an array
          {"uid":"a","uid":"a"} | desired must be one JSON value without repeated names, is not so at line 1, column 17
          {} {} | desired must be one JSON value without repeated names, is not so at line 1, column 4
          {"uid":hunter2} | desired must be one JSON value without repeated names, is not so at line 1, column 8
          """)
  void whatIsNoSuchDocumentIsRefused(String text, String message) {
    assertThatThrownBy(() -> json.read(text.getBytes(UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @Test
  void aDocumentAboveTheLimitIsNotParsed() {
    assertThatThrownBy(() -> json.read(new byte[JsonDocument.MAX_BYTES + 1]))
        .hasMessage("desired must be at most 4194304 bytes, is 4194305");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/active/connections/kafka/properties/sasl.jaas.config",
        "/active/connections/schemaRegistry/credentials/password",
        "/active/connections/postgres/credentials/password",
      })
  void aSecretOfTheWrongTypeIsNotShown(String pointer) {
    var wrong = Changed.withValue(TEXT, pointer, "4711");

    assertThatThrownBy(() -> json.read(wrong))
        .hasMessage("desired%s must be a text, is a number", pointer.replace('/', '.'))
        .hasNoCause();
  }
}
