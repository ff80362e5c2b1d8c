package dev.headgate.operator.status;

import dev.headgate.api.v1alpha1.SinkStatus;
import java.util.Optional;

/** The hint in {@code status.details} that names the last row that was skipped. */
public final class SkipHint {

  private static final String WERE_SKIPPED = " rows were skipped since the worker started";

  private SkipHint() {}

  /**
   * The hint.
   *
   * @param last why the last one could not be written
   */
  public static String of(long rows, String last) {
    return "%d%s, the last one: %s".formatted(rows, WERE_SKIPPED, last);
  }

  /** The hint that the status has. */
  public static Optional<String> in(SinkStatus status) {
    return Optional.ofNullable(status.details()).stream()
        .flatMap(details -> details.hints().stream())
        .filter(hint -> hint.contains(WERE_SKIPPED))
        .findFirst();
  }
}
