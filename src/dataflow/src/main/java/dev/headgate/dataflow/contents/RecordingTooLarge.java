package dev.headgate.dataflow.contents;

/** More keys were changed beside a read of contents than may be held in memory. */
public final class RecordingTooLarge extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long maxBytes;

  RecordingTooLarge(long maxBytes, Throwable cause) {
    super(
        ("What was changed since the contents were read needs more than %d bytes of memory.%n"
                + "  Give the worker more memory, or cut over while less is changed.")
            .formatted(maxBytes),
        cause);
    this.maxBytes = maxBytes;
  }

  /** The limit. */
  public long maxBytes() {
    return maxBytes;
  }
}
