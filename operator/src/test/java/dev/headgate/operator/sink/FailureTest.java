package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void whatFlowsStaysInTheStatusAndTheConditionsSayWhatIsWrong() {
    var before = Report.of(Given.streaming(), Optional.empty());

    var status =
        Failure.status(
            Given.sink("matview-1", before), new IllegalStateException("no way"), Given.NOON);

    assertThat(status.status()).isEqualTo("running");
    assertThat(status.frontier()).isEqualTo(before.frontier());
    assertThat(status.conditions()).hasSameSizeAs(before.conditions());
    assertThat(status.conditions().getFirst())
        .returns("Ready", Condition::getType)
        .returns("False", Condition::getStatus)
        .returns("OperatorError", Condition::getReason);
    assertThat(status.conditions().getFirst().getMessage()).contains("no way");
  }
}
