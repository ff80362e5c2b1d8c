package dev.headgate.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResourceVersionsTest {

  private final ResourceVersions versions = new ResourceVersions();

  @Test
  void growingOrStandingStillIsAsItShouldBe() {
    assertThat(versions.next("9")).isEmpty();
    assertThat(versions.next("9")).isEmpty();
    assertThat(versions.next("10")).isEmpty();
    assertThat(versions.next("18446744073709551616")).isEmpty();
  }

  @Test
  void goingBackIsTold() {
    assertThat(versions.next("1000")).isEmpty();

    assertThat(versions.next("999"))
        .contains("the cluster's resource versions went back from 1000 to 999");
  }

  @Test
  void whatIsNoNumberCannotBeCompared() {
    assertThatThrownBy(() -> versions.next("a1")).isInstanceOf(NumberFormatException.class);
  }
}
