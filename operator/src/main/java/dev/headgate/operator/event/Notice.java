package dev.headgate.operator.event;

/**
 * Something that happened to a resource.
 *
 * @param type whether somebody should look
 * @param reason a word in CamelCase
 * @param message for people
 * @param subject tells apart what has the same reason and is not the same: what comes again with
 *     the same subject is counted, not told anew
 * @param occurrence which time it is; published again with the same, it is the same time
 * @param times how often it happened since the last occurrence
 */
public record Notice(
    Type type, String reason, String message, String subject, String occurrence, long times) {

  /** The types that Kubernetes has. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** That it happened once. */
  static Notice once(Type type, String reason, String message, String subject, String occurrence) {
    return new Notice(type, reason, message, subject, occurrence, 1);
  }
}
