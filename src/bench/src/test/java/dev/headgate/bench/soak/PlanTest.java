package dev.headgate.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void aSeedGivesTheSameBlowsAgainAndAnotherOneOthers() {
    assertThat(Plan.random(5, 100))
        .isEqualTo(Plan.random(5, 100))
        .isNotEqualTo(Plan.random(6, 100));
  }

  @Test
  void aLongPlanHasEveryKindAndCutoversWithoutAny() {
    var plan = Plan.random(1, 500);

    assertThat(plan.strikes()).hasSize(500).contains(List.of());
    assertThat(plan.strikes().stream().flatMap(List::stream).map(Strike::kill).distinct())
        .containsExactlyInAnyOrder(Kill.values());
  }
}
