package dev.headgate.operator.endtoend;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.Step;
import dev.headgate.operator.Program;
import dev.headgate.operator.sink.ReconcilePoints;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's main class with a trap in it: the process ends, as by SIGKILL, at one point. */
final class CrashingOperator {

  private static final String POINT = "HEADGATE_TEST_POINT";
  private static final String STEPS = "HEADGATE_TEST_STEPS";

  /** As SIGKILL would leave it. */
  private static final int KILLED = 137;

  private static final Logger LOG = LoggerFactory.getLogger(CrashingOperator.class);

  private CrashingOperator() {}

  /**
   * Where to end.
   *
   * @param point of a reconciliation
   * @param steps of which the status shows one then, or is about to
   */
  record Where(ReconcilePoints.Point point, Set<Step> steps) {

    static Where at(ReconcilePoints.Point point, Step step, Step... or) {
      return new Where(point, EnumSet.of(step, or));
    }

    Map<String, String> environment() {
      var names = steps.stream().map(Step::name).collect(Collectors.joining(" "));
      return Map.of(POINT, point.name(), STEPS, names);
    }

    /** The last line of the operator that ended there. */
    String lastWords() {
      return "ends at point=%s steps=%s".formatted(point, steps);
    }

    private static Where of(Map<String, String> environment) {
      var steps = Stream.of(environment.get(STEPS).split(" ")).map(Step::valueOf).toList();
      return new Where(
          ReconcilePoints.Point.valueOf(environment.get(POINT)), EnumSet.copyOf(steps));
    }

    private boolean isAt(ReconcilePoints.Point reached, Optional<SinkStatus.Cutover> cutover) {
      return point == reached
          && cutover.filter(c -> steps.contains(Step.valueOf(c.step()))).isPresent();
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
