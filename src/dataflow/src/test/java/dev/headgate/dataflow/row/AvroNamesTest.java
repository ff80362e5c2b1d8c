package dev.headgate.dataflow.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AvroNamesTest {

  @Test
  void whatAvroDoesNotAllowBecomesAnUnderscoreAndClashesAreNumbered() {
    assertThat(AvroNames.of(List.of("tricky-name", "tricky!name", "tricky@name", "666")))
        .containsExactly("tricky_name", "tricky_name1", "tricky_name2", "_666");
  }

  @Test
  void lettersOutsideAsciiAreOneUnderscoreEach() {
    assertThat(AvroNames.of(List.of("größe", "😀x", "_id"))).containsExactly("gr__e", "_x", "_id");
  }

  @Test
  void aSuffixNeverTakesAnotherColumnsName() {
    assertThat(AvroNames.of(List.of("a-b", "a!b", "a_b1"))).containsExactly("a_b", "a_b1", "a_b11");
  }

  @Property
  void namesAreValidAndUnique(
      @ForAll @Size(max = 20) List<@NotEmpty @CharRange(from = '!', to = 'f') String> columns) {
    var names = AvroNames.of(columns);

    assertThat(names).hasSameSizeAs(columns).allMatch(n -> n.matches("[A-Za-z_][A-Za-z0-9_]*"));
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
  }
}
