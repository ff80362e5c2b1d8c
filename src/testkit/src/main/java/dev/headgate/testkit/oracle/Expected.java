package dev.headgate.testkit.oracle;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a topic must hold, derived from what was committed upstream.
 *
 * <p>Optionally the contents of the first relation at its timestamp. From then on, for each
 * transaction and in the order of commits, each key that the relation of that time had touched,
 * once and in its final state, whether or not something changed. Where a version {@linkplain
 * AtStart repairs} the topic, what that takes at its timestamp.
 *
 * @param messages in an order in which those of one key stand as they must in the topic
 */
public record Expected(List<Message> messages) {

  private static final long END_OF_TIME = -1L; // unsigned

  public Expected {
    messages = List.copyOf(messages);
  }

  /** What a version writes at its timestamp, before all that follows. */
  public enum AtStart {
    NOTHING,
    /** What makes the topic equal to the relation, and no more. */
    DIFFERENCE,
    /** All of the relation, and tombstones for what else the topic holds. */
    EVERYTHING
  }

  /**
   * A version of the sink.
   *
   * @param table the table it shows, qualified
   * @param columns source by output name
   * @param key output names of the key
   * @param at the timestamp from which it flows
   * @param atStart what is written there
   */
  public record Shown(
      String table, Map<String, String> columns, List<String> key, long at, AtStart atStart) {

    /** One that writes nothing there. */
    public Shown(String table, Map<String, String> columns, List<String> key, long at) {
      this(table, columns, key, at, AtStart.NOTHING);
    }

    /** As this one, with something else that is written there. */
    public Shown startingWith(AtStart newAtStart) {
      return new Shown(table, columns, key, at, newAtStart);
    }
  }

  /**
   * A message.
   *
   * @param key by output name
   * @param value empty: a tombstone
   * @param notBefore least timestamp that it may carry
   * @param before the timestamp that it carries is below this one
   */
  public record Message(
      Map<String, Object> key, Optional<Map<String, Object>> value, long notBefore, long before) {
    @Override
    public String toString() {
      return "%s = %s, at %s to %s"
          .formatted(
              key,
              value.map(Object::toString).orElse("(tombstone)"),
              Long.toUnsignedString(notBefore),
              Long.toUnsignedString(before - 1));
    }
  }

  /**
   * What must be there.
   *
   * @param history from before the first row of any table
   * @param snapshot whether the contents of the first version at its timestamp come first
   * @param versions in order, at least one
   */
  public static Expected of(History history, boolean snapshot, List<Shown> versions) {
    return new Expectation(snapshot, versions).next(history, versions, END_OF_TIME);
  }
}
