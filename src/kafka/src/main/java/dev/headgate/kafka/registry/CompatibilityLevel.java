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
}
