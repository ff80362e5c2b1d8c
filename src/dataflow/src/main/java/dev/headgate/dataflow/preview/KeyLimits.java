package dev.headgate.dataflow.preview;

import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many keys may differ at most for one relation to replace another. Where there is no limit,
 * any number may.
 *
 * @param stale for {@link Counted#stale}
 * @param missing for {@link Counted#missing}
 * @param orphan for {@link Counted#orphan}
 */
public record KeyLimits(OptionalLong stale, OptionalLong missing, OptionalLong orphan) {

  public static final KeyLimits NONE =
      new KeyLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /** Whether any number of keys may differ. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Which limits {@code found} exceeds, each with the numbers, for people; empty: none. */
  public List<String> exceededBy(Counted found) {
    var exceeded = new ArrayList<String>();
    add("maxStaleKeys", "stale", stale, found.stale(), found, exceeded);
    add("maxMissingKeys", "missing", missing, found.missing(), found, exceeded);
    add("maxOrphanKeys", "orphan", orphan, found.orphan(), found, exceeded);
    return exceeded;
  }

  private static void add(
      String field,
      String kind,
      OptionalLong limit,
      Keys keys,
      Counted found,
      List<String> exceeded) {
    if (limit.isPresent() && keys.count() > limit.getAsLong()) {
      exceeded.add(
          "%s%d of %s%d keys are %s%s, and %s is %d"
              .formatted(
                  about(found),
                  keys.count(),
                  about(found),
                  found.compared(),
                  kind,
                  examples(keys),
                  field,
                  limit.getAsLong()));
    }
  }

  private static String about(Counted found) {
    return found.isExact() ? "" : "about ";
  }

  private static String examples(Keys keys) {
    return keys.samples().isEmpty() ? "" : ", such as " + String.join(", ", keys.samples());
  }
}
