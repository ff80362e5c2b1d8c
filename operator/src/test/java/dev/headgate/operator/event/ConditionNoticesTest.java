package dev.headgate.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionNoticesTest {

  @Test
  void aConditionThatSaysSomethingElseIsToldWithItsReason() {
    var missing = condition("False", "TableNotFound", "there is no table");
    var found = condition("True", "Resolved", "It shows table t");

    assertThat(told(List.of(), missing))
        .containsExactly("Warning TableNotFound: there is no table");
    assertThat(told(List.of(missing), found)).containsExactly("Normal Resolved: It shows table t");
    assertThat(told(List.of(found), condition("Unknown", "Unreachable", "no answer")))
        .containsExactly("Warning Unreachable: no answer");
  }

  @Test
  void oneThatSaysTheSameIsNot() {
    var waited = condition("Unknown", "Unreachable", "no answer for 3 s");

    assertThat(told(List.of(waited), condition("Unknown", "Unreachable", "no answer for 9 s")))
        .isEmpty();
  }

  private static Condition condition(String status, String reason, String message) {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastTransitionTime("2026-01-01T12:00:00Z")
        .build();
  }

  private static List<String> told(List<Condition> before, Condition after) {
    return ConditionNotices.between("Ready", before, List.of(after)).stream()
        .map(n -> "%s %s: %s".formatted(n.type().word(), n.reason(), n.message()))
        .toList();
  }
}
