package dev.headgate.operator.endtoend;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.operator.Program;
import dev.headgate.operator.sink.ReconcilePoints;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's main class with a trap in it: the process ends, as by SIGKILL, at one point. */
final class CrashingOperator {

  private static final String POINT = "HEADGATE_TEST_POINT";
  private static final String STEP = "HEADGATE_TEST_STEP";

  /** As SIGKILL would leave it. */
  private static final int KILLED = 137;

  private static final Logger LOG = LoggerFactory.getLogger(CrashingOperator.class);

  private CrashingOperator() {}

  /**
   * Where to end.
   *
   * @param point of a reconciliation
   * @param step that the status shows then, or is about to
   */
  record Where(ReconcilePoints.Point point, Step step) {

    Map<String, String> environment() {
      return Map.of(POINT, point.name(), STEP, step.name());
    }

    /** The last line of the operator that ended there. */
    String lastWords() {
      return "ends at point=%s step=%s".formatted(point, step);
    }

    private static Where of(Map<String, String> environment) {
      return new Where(
          ReconcilePoints.Point.valueOf(environment.get(POINT)),
          Step.valueOf(environment.get(STEP)));
    }

    private boolean isAt(ReconcilePoints.Point reached, Optional<SinkStatus.Cutover> cutover) {
      return point == reached && cutover.filter(c -> step.name().equals(c.step())).isPresent();
    }
  }

  public static void main(String[] args) {
    var where = Where.of(System.getenv());
    Program.run(
        (point, cutover) -> {
          if (where.isAt(point, cutover)) {
            LOG.info("{}", where.lastWords());
            Runtime.getRuntime().halt(KILLED);
          }
        });
  }
}
