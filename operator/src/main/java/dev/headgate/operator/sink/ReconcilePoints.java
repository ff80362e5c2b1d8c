package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkStatus;
import java.util.Optional;

/**
 * Where a reconciliation can be watched, between any two of its writes: tests end the process
 * there.
 */
@FunctionalInterface
public interface ReconcilePoints {

  /** Nobody watches. */
  ReconcilePoints NONE = (point, cutover) -> {};

  /**
   * A point was reached.
   *
   * @param cutover as the status shows it, or is about to
   */
  void reached(Point point, Optional<SinkStatus.Cutover> cutover);

  /**
   * The points, in the order in which a reconciliation reaches them; the first one before either
   * write of the status.
   */
  enum Point {
    /** What the status is about to show was published as Events. */
    PUBLISHED,
    /** The status remembers another try, or another fate of it. */
    REMEMBERED,
    /** The assignment was written. */
    ASSIGNED,
    /** The worker was told. */
    TOLD,
    /** The status was written. */
    REPORTED
  }
}
