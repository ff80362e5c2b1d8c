package dev.headgate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.Connection;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class OperatorErrorTest {

  @Test
  void aFailureIsShownAndTriedAgainWithGrowingPauses() {
    var failed = new Connection();

    var control =
        OperatorError.shown(new KubernetesClientException("denied", 403, null), () -> failed);

    assertThat(control.getResource()).containsSame(failed);
    assertThat(control.isNoRetry()).isFalse();
  }

  @Test
  void whatWasChangedInBetweenIsNoFailureAndSoonLookedAtAgain() {
    var control =
        OperatorError.shown(new KubernetesClientException("changed", 409, null), Connection::new);

    assertThat(control.getResource()).isEmpty();
    assertThat(control.getScheduleDelay()).hasValueSatisfying(ms -> assertThat(ms).isLessThan(500));
  }
}
