package dev.headgate.bench.soak;

import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * All of a soak that is decided before it begins.
 *
 * @param cutovers in order
 */
public record Plan(List<Planned> cutovers) {

  /**
   * A cutover.
   *
   * @param strikes the blows meanwhile
   */
  public record Planned(Mode mode, List<Strike> strikes) {
    public Planned {
      strikes = List.copyOf(strikes);
    }
  }

  private static final List<CutoverStep> STEPS =
      List.of(
          CutoverStep.VALIDATING,
          CutoverStep.PREPARING,
          CutoverStep.CATCHING_UP,
          CutoverStep.CUTTING_OVER,
          CutoverStep.REPAIRING,
          CutoverStep.COMMIT_UNKNOWN,
          CutoverStep.VERIFYING);

  /** About as long as a cutover takes that nothing holds up. */
  private static final int LONGEST_DELAY_MILLIS = 600;

  private static final int LONGEST_DELAY_IN_STEP_MILLIS = 15;

  public Plan {
    cutovers = List.copyOf(cutovers);
  }

  /**
   * Half of the cutovers with no blow, most others with one, the rest with two. About one in five
   * refreshes, and as many reconcile; that needs a topic which equals the relation, so the one
   * before did either.
   *
   * @param snapshot whether the topic equals the first relation
   */
  public static Plan random(long seed, int cutovers, boolean snapshot) {
    var random = new SplittableRandom(seed);
    var planned = new ArrayList<Planned>();
    boolean matches = snapshot;
    for (int i = 0; i < cutovers; i++) {
      var mode = mode(random, matches);
      matches = mode != Mode.FORWARD;
      planned.add(new Planned(mode, strikes(random)));
    }
    return new Plan(planned);
  }

  private static Mode mode(RandomGenerator random, boolean matches) {
    int dice = random.nextInt(10);
    if (matches) {
      return dice < 5 ? Mode.RECONCILE : dice < 7 ? Mode.REFRESH : Mode.FORWARD;
    }
    return dice < 2 ? Mode.REFRESH : Mode.FORWARD;
  }

  private static List<Strike> strikes(RandomGenerator random) {
    int dice = random.nextInt(12);
    int count = dice < 6 ? 0 : dice < 11 ? 1 : 2;
    var strikes = new ArrayList<Strike>();
    for (int i = 0; i < count; i++) {
      strikes.add(new Strike(kill(random), moment(random), random.nextInt(1 << 16)));
    }
    return strikes;
  }

  /** Rare is what takes long to come back. */
  private static Kill kill(RandomGenerator random) {
    int dice = random.nextInt(100);
    if (dice < 38) {
      return Kill.WORKER;
    }
    if (dice < 60) {
      return Kill.OPERATOR;
    }
    if (dice < 78) {
      return Kill.SESSION;
    }
    if (dice < 87) {
      return Kill.BACKEND;
    }
    return dice < 94 ? Kill.POSTGRES : Kill.BROKER;
  }

  private static Moment moment(RandomGenerator random) {
    return random.nextBoolean()
        ? new Moment.AfterEdit(Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS)))
        : new Moment.InStep(
            STEPS.get(random.nextInt(STEPS.size())),
            Duration.ofMillis(random.nextInt(LONGEST_DELAY_IN_STEP_MILLIS)));
  }
}
