package dev.headgate.cli.view;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times relative to one moment, in kubectl's words (HumanDuration of k8s.io/apimachinery). */
public record Ages(Instant now) {

  private static final int DAYS_OF_YEAR = 365;

  /** How long ago, or {@code <unknown>}. */
  public String since(String time) {
    return parse(time).map(at -> text(Duration.between(at, now))).orElse("<unknown>");
  }

  /** How long from now, or {@code <unknown>}. */
  public String until(String time) {
    return parse(time).map(at -> text(Duration.between(now, at))).orElse("<unknown>");
  }

  private static Optional<Instant> parse(String time) {
    try {
      return Optional.ofNullable(time).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static String text(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds()); // clocks differ
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (minutes < 2) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (hours < 3) {
      return minutes + "m";
    }
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    if (days < 8) {
      return two(days, "d", hours % 24, "h");
    }
    if (days < 2 * DAYS_OF_YEAR) {
      return days + "d";
    }
    if (days < 8 * DAYS_OF_YEAR) {
      return two(days / DAYS_OF_YEAR, "y", days % DAYS_OF_YEAR, "d");
    }
    return days / DAYS_OF_YEAR + "y";
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return small == 0 ? large + unit : large + unit + small + smallUnit;
  }
}
