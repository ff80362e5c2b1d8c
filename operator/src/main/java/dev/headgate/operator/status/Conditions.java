package dev.headgate.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the conditions of one status after those of the one before: a condition whose status stays
 * keeps the time of its last transition.
 *
 * <p>Not thread-safe: one status, one use.
 */
public final class Conditions {

  /** The three values of a condition. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    public static Status of(boolean holds) {
      return holds ? TRUE : FALSE;
    }
  }

  private final List<Condition> before;
  private final long generation;
  private final String now;
  private final List<Condition> list = new ArrayList<>();

  private Conditions(List<Condition> before, long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Begins a list.
   *
   * @param before the conditions that the resource has
   * @param generation of the spec that they are about
   */
  public static Conditions after(List<Condition> before, long generation, Instant now) {
    return new Conditions(before, generation, now);
  }

  /**
   * Adds a condition.
   *
   * @param reason a word in CamelCase, never empty
   * @param message for people, may be empty
   */
  public Conditions set(String type, Status status, String reason, String message) {
    list.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(status.word())
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(generation)
            .withLastTransitionTime(lastTransition(type, status))
            .build());
    return this;
  }

  private String lastTransition(String type, Status status) {
    return before.stream()
        .filter(c -> type.equals(c.getType()) && status.word().equals(c.getStatus()))
        .map(Condition::getLastTransitionTime)
        .filter(time -> time != null)
        .findFirst()
        .orElse(now);
  }

  /** What was added, in that order. */
  public List<Condition> list() {
    return List.copyOf(list);
  }
}
