package dev.headgate.dataflow.preview;

import java.util.List;

/** How far the contents of two relations are apart, key by key, at one moment. */
public sealed interface KeyDifference {

  /**
   * They were compared.
   *
   * <p>Columns that only one of the two has are not compared. Where the schemas differ, the message
   * of every key has another form in NEW, also of those that are not counted here.
   *
   * @param oneIn 1: every key was compared, and all counts are exact; n: one key in n was, and all
   *     counts are estimates, what was found times n
   * @param compared keys that OLD or NEW has
   * @param stale keys that both have, with values that differ: the topic keeps OLD's until the row
   *     changes
   * @param missing keys that only NEW has: the topic lacks them until the row changes
   * @param orphan keys that only OLD has: the topic keeps them for ever
   */
  record Counted(int oneIn, long compared, Keys stale, Keys missing, Keys orphan)
      implements KeyDifference {

    public Counted {
      if (oneIn < 1) {
        throw new IllegalArgumentException("one key in %d was compared".formatted(oneIn));
      }
    }

    /** Whether every key was compared. */
    public boolean isExact() {
      return oneIn == 1;
    }

    /** The part of the keys that was compared, above 0 and at most 1. */
    public double fraction() {
      return 1.0 / oneIn;
    }

    /** Keys that both relations have. */
    public long matched() {
      return compared - missing.count() - orphan.count();
    }
  }

  /**
   * Keys that are different in one way.
   *
   * @param count how many there are
   * @param samples some of them as text for people, each of bounded length
   */
  record Keys(long count, List<String> samples) {
    public Keys {
      samples = List.copyOf(samples);
    }

    /** No key. */
    public static final Keys NONE = new Keys(0, List.of());
  }

  /**
   * They were not compared.
   *
   * @param message why, and what to do, for people
   */
  record NotCounted(Reason reason, String message) implements KeyDifference {}

  /** Why contents were not compared. */
  enum Reason {
    /** It would have taken longer than it may. */
    TIMED_OUT,
    /** The role may not read a table, or not all of its rows. */
    NOT_ALLOWED,
    /** Anything else. */
    FAILED
  }
}
