package dev.headgate.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void aSeedGivesTheSamePlanAgainAndAnotherOneAnother() {
    assertThat(Plan.random(5, 100, true))
        .isEqualTo(Plan.random(5, 100, true))
        .isNotEqualTo(Plan.random(6, 100, true));
  }

  @Test
  void aLongPlanHasEveryKindOfBlowAndCutoversWithoutAny() {
    var cutovers = Plan.random(1, 500, true).cutovers();

    assertThat(cutovers).hasSize(500);
    assertThat(cutovers.stream().map(Plan.Planned::strikes)).contains(List.of());
    assertThat(cutovers.stream().flatMap(c -> c.strikes().stream()).map(Strike::kill).distinct())
        .containsExactlyInAnyOrder(Kill.values());
  }

  @Test
  void aLongPlanHasEveryModeOftenAndReconcilesWhereTheTopicIsKnown() {
    var modes = Plan.random(1, 500, false).cutovers().stream().map(Plan.Planned::mode).toList();

    for (var mode : Mode.values()) {
      assertThat(modes.stream().filter(m -> m == mode).count()).as("%s", mode).isGreaterThan(50);
    }
    for (int i = 0; i < modes.size(); i++) {
      if (modes.get(i) == Mode.RECONCILE) {
        assertThat(i).isPositive();
        assertThat(modes.get(i - 1)).isNotEqualTo(Mode.FORWARD);
      }
    }
  }
}
