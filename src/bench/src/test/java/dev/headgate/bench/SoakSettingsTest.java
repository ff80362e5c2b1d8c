package dev.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoakSettingsTest {

  private static SoakSettings of(String name, String value) {
    var properties = new Properties();
    properties.setProperty(name, value);
    return SoakSettings.of(properties, new SplittableRandom(1));
  }

  @Test
  void withoutAnythingThereAreFiveHundredCutoversAndASeedByChance() {
    var settings = of("soak.seed", "");

    assertThat(settings.cutovers()).isEqualTo(500);
    assertThat(settings.seed()).isEqualTo(new SplittableRandom(1).nextInt(1, 1_000_000));
  }

  @Test
  void aSeedIsTaken() {
    assertThat(of("soak.seed", "17").seed()).isEqualTo(17);
    assertThatThrownBy(() -> of("soak.seed", "dice")).hasMessageContaining("-Dsoak.seed=dice");
  }
}
