package dev.headgate.operator.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Supplier;

/** What becomes of an exception that a reconciliation did not expect. */
public final class OperatorError {

  /** Reason of conditions: the operator could not look, so that what was said before is unsure. */
  public static final String REASON = "OperatorError";

  /** Until the next look after somebody else has written; the change brings one, too. */
  private static final Duration CONFLICT = Duration.ofMillis(100);

  private OperatorError() {}

  /**
   * Shows the failure in the status, and tries again with growing pauses. Only a change in between
   * is none: all begins with another look.
   *
   * @param failed the resource with that status
   */
  public static <T extends HasMetadata> ErrorStatusUpdateControl<T> shown(
      Exception e, Supplier<T> failed) {
    return isConflict(e)
        ? ErrorStatusUpdateControl.<T>noStatusUpdate().rescheduleAfter(CONFLICT)
        : ErrorStatusUpdateControl.patchStatus(failed.get());
  }

  /** For people. */
  public static String message(Exception e) {
    return "The operator cannot look after this resource for now; it tries again. Its log has more: %s"
        .formatted(e);
  }

  static boolean isConflict(Exception e) {
    return e instanceof KubernetesClientException k
        && k.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }
}
