package dev.headgate.dataflow.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {

  @Test
  void readsWhatItWrites() {
    var domain = new Domain("18446744073709551615", 4294967295L);

    assertThat(Domain.parse(domain.toString())).isEqualTo(domain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7100", "7100/", "/5", "7100/-5", "7100/5/6", "71OO/5"})
  void refusesOtherText(String text) {
    assertThatThrownBy(() -> Domain.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"%s\" is not a domain: write <system identifier>/<database OID>", text);
  }
}
