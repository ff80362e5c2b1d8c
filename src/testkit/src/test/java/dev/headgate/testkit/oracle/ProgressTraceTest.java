package dev.headgate.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTraceTest {

  private static final ProgressTrace.Flow ONE = new ProgressTrace.Flow(1, "a", 10);
  private static final ProgressTrace.Flow TWO = new ProgressTrace.Flow(2, "b", 20);
  private static final ProgressTrace.Flow THREE = new ProgressTrace.Flow(3, "a", 30);

  @Test
  void aHistoryMayLetItsOldestVersionsGo() {
    assertThat(contradictions(entry(25, 2, ONE, TWO), entry(35, 3, TWO, THREE))).isEmpty();
  }

  @Test
  void aHistoryMustNotShrinkNorBeRewritten() {
    var otherTwo = new ProgressTrace.Flow(2, "b", 21);

    assertThat(contradictions(entry(25, 2, ONE, TWO), entry(35, 3, THREE)))
        .singleElement()
        .asString()
        .startsWith("the history was rewritten");
    assertThat(contradictions(entry(25, 2, ONE, TWO), entry(35, 3, ONE, otherTwo, THREE)))
        .hasSize(1);
    assertThat(contradictions(entry(25, 2, ONE, TWO), entry(35, 3, otherTwo, THREE))).hasSize(1);
    assertThat(contradictions(entry(25, 2, TWO), entry(26, 2, ONE))).hasSize(1);
  }

  private static List<String> contradictions(ProgressTrace.Entry... entries) {
    return new ProgressTrace(List.of(entries)).contradictions();
  }

  private static ProgressTrace.Entry entry(
      long frontier, int version, ProgressTrace.Flow... history) {
    return new ProgressTrace.Entry(frontier, version, "r", "i", List.of(history));
  }
}
