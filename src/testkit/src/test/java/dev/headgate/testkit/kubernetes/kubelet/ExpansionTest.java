package dev.headgate.testkit.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

  @ParameterizedTest
  @CsvSource({
    "$(HOST):$(PORT), db:5432",
    "$(UNKNOWN)-$(HOST), $(UNKNOWN)-db",
    "$$(HOST), $(HOST)",
    "$$$(HOST), $db",
    "$HOST ${HOST} $(, $HOST ${HOST} $(",
  })
  void referencesAreExpandedAsInKubernetes(String text, String expanded) {
    assertThat(Expansion.expand(text, Map.of("HOST", "db", "PORT", "5432"))).isEqualTo(expanded);
  }
}
