package dev.headgate.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.cli.change.Refusal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlNameTest {

  @Property
  void everyResourceHasANameInSqlThatLeadsBackToIt(@ForAll("resources") String resource) {
    var cursor = new Cursor(SqlName.sqlOf(resource));

    assertThat(cursor.name("a name").resource()).isEqualTo(resource);
    assertThat(cursor.isAtEnd()).isTrue();
  }

  @Property
  void noTwoNamesAreOneResource(@ForAll("names") String one, @ForAll("names") String other) {
    var first = accepted(one);
    var second = accepted(other);

    if (first != null && first.equals(second)) {
      assertThat(one).isEqualTo(other);
    }
  }

  private static String accepted(String name) {
    try {
      return SqlName.of(name).resource();
    } catch (Refusal refused) {
      return null;
    }
  }

  @Provide
  static Arbitrary<String> resources() {
    return Arbitraries.strings()
        .withChars("abz09-.")
        .ofMinLength(1)
        .ofMaxLength(8)
        .filter(
            name ->
                name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"));
  }

  @Provide
  static Arbitrary<String> names() {
    return Arbitraries.strings().withChars("aA_-.").ofMinLength(1).ofMaxLength(3);
  }

  @ParameterizedTest
  @CsvSource({
    "avro_sink, avro-sink", "AVRO_Sink, avro-sink", "\"avro_sink\", avro-sink",
    "\"1_a\", 1-a", "\"a.b_c\", a.b-c", "\"select\", select"
  })
  void namesFoldAsInSql(String sql, String resource) {
    assertThat(new Cursor(sql).name("a name").resource()).isEqualTo(resource);
  }

  @Test
  void aHyphenIsRefusedAsItWouldBeTheSameResourceAsAnUnderscore() {
    assertThatThrownBy(() -> SqlName.of("avro-sink").resource())
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "The name \"avro-sink\" cannot be one of a resource: write _ where the resource has -,"
                + " as in avro_sink.");
  }

  @Test
  void upperCaseIsRefused() {
    assertThatThrownBy(() -> SqlName.of("Avro").resource())
        .hasMessageContaining("resources have no upper case letters");
  }

  @Test
  void whatNoResourceCanBeCalledIsRefused() {
    assertThatThrownBy(() -> SqlName.of("_avro").resource())
        .hasMessageContaining("it may have a-z, 0-9 and _, with a letter or digit first and last");
  }
}
