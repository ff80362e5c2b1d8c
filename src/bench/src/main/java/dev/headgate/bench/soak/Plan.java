package dev.headgate.bench.soak;

import dev.headgate.dataflow.cutover.CutoverStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * All blows of a soak, by cutover.
 *
 * @param strikes an entry for each cutover
 */
public record Plan(List<List<Strike>> strikes) {

  private static final List<CutoverStep> STEPS =
      List.of(
          CutoverStep.VALIDATING,
          CutoverStep.PREPARING,
          CutoverStep.CATCHING_UP,
          CutoverStep.CUTTING_OVER,
          CutoverStep.COMMIT_UNKNOWN,
          CutoverStep.VERIFYING);

  /** About as long as a cutover takes that nothing holds up. */
  private static final int LONGEST_DELAY_MILLIS = 600;

  private static final int LONGEST_DELAY_IN_STEP_MILLIS = 15;

  public Plan {
    strikes = strikes.stream().map(List::copyOf).toList();
  }

  /** How many cutovers there are. */
  public int cutovers() {
    return strikes.size();
  }

  /** Half of the cutovers with no blow, most others with one, the rest with two. */
  public static Plan random(long seed, int cutovers) {
    var random = new SplittableRandom(seed);
    var strikes = new ArrayList<List<Strike>>();
    for (int i = 0; i < cutovers; i++) {
      int dice = random.nextInt(12);
      int count = dice < 6 ? 0 : dice < 11 ? 1 : 2;
      var ofOne = new ArrayList<Strike>();
      for (int j = 0; j < count; j++) {
        ofOne.add(new Strike(kill(random), moment(random), random.nextInt(1 << 16)));
      }
      strikes.add(ofOne);
    }
    return new Plan(strikes);
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
