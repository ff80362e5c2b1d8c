package dev.headgate.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AvroDifferencesTest {

  private static final String PUBLISHED =
      record("{'name':'key_col','type':'long'},{'name':'tier','type':'string'}");

  @Test
  void eachFieldAtFaultIsNamed() {
    var next = record("{'name':'key_col','type':'boolean'},{'name':'tier','type':'long'}");

    assertThat(AvroDifferences.of(CompatibilityLevel.BACKWARD, PUBLISHED, next))
        .containsExactly(
            "field key_col: TYPE_MISMATCH, reader type: BOOLEAN not compatible with writer type:"
                + " LONG (the new schema cannot read what was written with the published one)",
            "field tier: TYPE_MISMATCH, reader type: LONG not compatible with writer type: STRING"
                + " (the new schema cannot read what was written with the published one)");
  }

  @Test
  void theLevelSaysWhichOfThemMustReadTheOther() {
    var less = record("{'name':'key_col','type':'long'}");

    assertThat(AvroDifferences.of(CompatibilityLevel.BACKWARD, PUBLISHED, less)).isEmpty();
    for (var level : List.of(CompatibilityLevel.FORWARD_TRANSITIVE, CompatibilityLevel.FULL)) {
      assertThat(AvroDifferences.of(level, PUBLISHED, less))
          .containsExactly(
              "field tier: READER_FIELD_MISSING_DEFAULT_VALUE, tier (the published schema cannot"
                  + " read what the new one writes)");
    }
    assertThat(AvroDifferences.of(CompatibilityLevel.FULL, less, PUBLISHED))
        .singleElement()
        .asString()
        .endsWith("(the new schema cannot read what was written with the published one)");
  }

  @Test
  void whatIsNoAvroIsSaidToBeNone() {
    assertThat(AvroDifferences.of(CompatibilityLevel.FULL, "{'a': 1}", PUBLISHED))
        .singleElement()
        .asString()
        .startsWith("the published schema is no Avro: ");
  }

  private static String record(String fields) {
    return "{'type':'record','name':'envelope','fields':[%s]}".formatted(fields).replace('\'', '"');
  }
}
