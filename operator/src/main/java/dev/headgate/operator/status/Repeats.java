package dev.headgate.operator.status;

import dev.headgate.api.v1alpha1.SinkStatus.StatusChange;
import dev.headgate.api.v1alpha1.SinkStatus.Word;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells what is new from what is the same again. */
public final class Repeats {

  private static final Pattern DURATION = Pattern.compile("\\b\\d+ m?s\\b");

  private Repeats() {}

  /** The text without what goes by with time, so that a wait that lasts is the same wait. */
  public static String lasting(String text) {
    return DURATION.matcher(text).replaceAll("a while");
  }

  /**
   * Whether a sink that is stalled with that error now, and has that history, has only tried again
   * in vain. It does so every two seconds, and that is one stall.
   */
  public static boolean isRetry(List<StatusChange> history, Optional<String> error) {
    if (history.size() < 2 || !Word.starting.name().equals(history.getLast().status())) {
      return false;
    }
    var stall = history.get(history.size() - 2);
    return Word.stalled.name().equals(stall.status())
        && Optional.ofNullable(stall.error())
            .map(Repeats::lasting)
            .equals(error.map(Repeats::lasting));
  }
}
