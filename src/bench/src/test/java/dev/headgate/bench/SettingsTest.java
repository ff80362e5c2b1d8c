package dev.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static Settings of(String... namesAndValues) {
    var properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.of(properties);
  }

  @Test
  void withoutAnythingAllIsMeasuredInFull() {
    var settings = of();

    assertThat(settings.only()).containsExactly(Benchmark.values());
    assertThat(settings.changes()).isEqualTo(1_000_000);
    assertThat(settings.cutovers()).isEqualTo(10);
  }

  @Test
  void anEmptyPropertyCountsAsAbsent() {
    assertThat(of("bench.only", "", "bench.changes", "")).isEqualTo(of());
  }

  @Test
  void whatIsChosenIsMeasuredInTheUsualOrder() {
    assertThat(of("bench.only", "rss,catch-up").only())
        .containsExactly(Benchmark.CATCH_UP, Benchmark.RSS);
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> of("bench.only", "latency,speed"))
        .hasMessageContaining("speed")
        .hasMessageContaining("[catch-up, latency, gap, idle-cutover, rss]");
  }

  @Test
  void numbersAreWholeAndPositive() {
    assertThatThrownBy(() -> of("bench.rounds", "0")).hasMessageContaining("-Dbench.rounds=0");
    assertThatThrownBy(() -> of("bench.rounds", "many")).hasMessageContaining("many");
  }

  @Test
  void changesAreThoseOfWholeTransactions() {
    assertThatThrownBy(() -> of("bench.changes", "1500")).hasMessageContaining("1000");
  }
}
