package dev.headgate.operator.sink;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as {@code spec.cutover} has them: {@code 10m}, {@code 1h30m}, {@code 0s}. */
final class Timeout {

  private static final Pattern PART = Pattern.compile("(\\d+)(ms|h|m|s)");

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Timeout() {}

  /**
   * The duration; empty for none, which zero stands for.
   *
   * @param field of {@code spec.cutover} that holds it, for the message
   * @throws IllegalArgumentException if the text is no duration, or one above a hundred years
   */
  static Optional<Duration> parse(String field, String text) {
    var sum = Duration.ZERO;
    var parts = PART.matcher(text);
    int end = 0;
    try {
      while (parts.find() && parts.start() == end) {
        sum = sum.plus(part(Long.parseLong(parts.group(1)), parts.group(2)));
        end = parts.end();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw notOne(field, text, e);
    }
    if (end == 0 || end != text.length() || sum.compareTo(LONGEST) > 0) {
      throw notOne(field, text, null);
    }
    return Optional.of(sum).filter(Duration::isPositive);
  }

  private static IllegalArgumentException notOne(String field, String text, Throwable cause) {
    return new IllegalArgumentException(
        "spec.cutover.%s is \"%s\": write a duration like 10m or 1h30m, or 0s for none"
            .formatted(field, text),
        cause);
  }

  private static Duration part(long count, String unit) {
    return switch (unit) {
      case "h" -> Duration.ofHours(count);
      case "m" -> Duration.ofMinutes(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMillis(count);
    };
  }
}
