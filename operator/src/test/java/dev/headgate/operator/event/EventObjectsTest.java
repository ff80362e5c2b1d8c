package dev.headgate.operator.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventObjectsTest {

  @Test
  void aMessageThatKubernetesTakesStaysWhole() {
    var message = "x".repeat(1024);

    assertThat(EventObjects.cut(message)).isEqualTo(message);
  }

  @Test
  void aLongMessageIsCutBetweenCharacters() {
    for (var character : new String[] {"x", "\u00e9", "\u20ac", "\ud83d\ude00"}) {
      var cut = EventObjects.cut("a" + character.repeat(1200));

      assertThat(cut).startsWith("a" + character).endsWith(character + "...");
      assertThat(cut.getBytes(UTF_8).length).isBetween(1021, 1024);
    }
  }
}
