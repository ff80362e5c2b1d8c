package dev.headgate.dataflow.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {

  private static final Keys THREE = new Keys(3, List.of("(id=1)", "(id=2)"));

  @Test
  void aLimitMayBeReachedButNotExceeded() {
    var found = new Counted(1, 10, THREE, Keys.NONE, Keys.NONE);

    assertThat(new KeyLimits(limit(3), limit(0), limit(0)).exceededBy(found)).isEmpty();
    assertThat(new KeyLimits(limit(2), limit(0), limit(0)).exceededBy(found))
        .containsExactly("3 of 10 keys are stale, such as (id=1), (id=2), and maxStaleKeys is 2");
  }

  @Test
  void allThatIsExceededIsNamedAndEstimatesAreCalledThat() {
    var found = new Counted(20, 900, Keys.NONE, new Keys(20, List.of()), THREE);

    assertThat(new KeyLimits(limit(0), limit(0), limit(0)).exceededBy(found))
        .containsExactly(
            "about 20 of about 900 keys are missing, and maxMissingKeys is 0",
            "about 3 of about 900 keys are orphan, such as (id=1), (id=2), and maxOrphanKeys is 0");
  }

  @Test
  void withoutALimitAnyNumberMayDiffer() {
    assertThat(KeyLimits.NONE.isNone()).isTrue();
    assertThat(KeyLimits.NONE.exceededBy(new Counted(1, 10, THREE, THREE, THREE))).isEmpty();
  }

  private static OptionalLong limit(long n) {
    return OptionalLong.of(n);
  }
}
