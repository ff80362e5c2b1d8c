package dev.headgate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.operator.status.Conditions.Status;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");

  private final List<Condition> before =
      Conditions.after(List.of(), 1, NOON).set("Ready", Status.FALSE, "Starting", "soon").list();

  @Test
  void aStatusThatStaysKeepsTheTimeOfItsTransitionWhateverElseChanges() {
    var after =
        Conditions.after(before, 2, NOON.plusSeconds(60))
            .set("Ready", Status.FALSE, "Stalled", "not so soon")
            .list();

    assertThat(after.getFirst())
        .returns("2026-01-01T12:00:00Z", Condition::getLastTransitionTime)
        .returns("Stalled", Condition::getReason)
        .returns(2L, Condition::getObservedGeneration);
  }

  @Test
  void aStatusThatChangesTellsWhen() {
    var after =
        Conditions.after(before, 2, NOON.plusSeconds(60))
            .set("Ready", Status.TRUE, "Streaming", "")
            .list();

    assertThat(after.getFirst().getLastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
  }
}
