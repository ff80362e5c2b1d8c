package dev.headgate.kafka.registry;

/** Which earlier versions a new schema of a subject must fit. */
public enum CompatibilityLevel {
  NONE(Against.NOTHING),
  BACKWARD(Against.LATEST),
  BACKWARD_TRANSITIVE(Against.ALL),
  FORWARD(Against.LATEST),
  FORWARD_TRANSITIVE(Against.ALL),
  FULL(Against.LATEST),
  FULL_TRANSITIVE(Against.ALL);

  enum Against {
    NOTHING,
    LATEST,
    ALL
  }

  private final Against against;

  CompatibilityLevel(Against against) {
    this.against = against;
  }

  Against against() {
    return against;
  }

  /** Whether the new schema must read what was written with an earlier one. */
  boolean nextReadsEarlier() {
    return switch (this) {
      case BACKWARD, BACKWARD_TRANSITIVE, FULL, FULL_TRANSITIVE -> true;
      case NONE, FORWARD, FORWARD_TRANSITIVE -> false;
    };
  }

  /** Whether earlier schemas must read what is written with the new one. */
  boolean earlierReadsNext() {
    return switch (this) {
      case FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE -> true;
      case NONE, BACKWARD, BACKWARD_TRANSITIVE -> false;
    };
  }
}
