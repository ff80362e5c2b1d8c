package dev.headgate.operator.event;

import dev.headgate.operator.status.Repeats;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** What a change of the one condition that sums a resource up comes to, for people. */
public final class ConditionNotices {

  private ConditionNotices() {}

  /**
   * That the condition now says something else: its reason is the Event's.
   *
   * @param type of the condition
   */
  public static List<Notice> between(String type, List<Condition> before, List<Condition> after) {
    var was = of(type, before);
    return of(type, after).stream()
        .filter(now -> was.filter(then -> said(then).equals(said(now))).isEmpty())
        .map(
            now ->
                Notice.once(
                    "True".equals(now.getStatus()) ? Notice.Type.NORMAL : Notice.Type.WARNING,
                    now.getReason(),
                    now.getMessage(),
                    said(now),
                    was.map(then -> then.getLastTransitionTime() + said(then)).orElse("none")))
        .toList();
  }

  static Optional<Condition> of(String type, List<Condition> conditions) {
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  /** What a condition says, whatever the time. */
  static String said(Condition condition) {
    return "%s %s %s"
        .formatted(
            condition.getStatus(), condition.getReason(), Repeats.lasting(condition.getMessage()));
  }
}
