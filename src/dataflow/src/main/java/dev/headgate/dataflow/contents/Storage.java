package dev.headgate.dataflow.contents;

/** Where contents are kept that do not fit in memory. Thread-safe. */
@FunctionalInterface
public interface Storage {

  /**
   * A new, empty file of the caller's own.
   *
   * @throws java.io.UncheckedIOException if none can be made
   */
  SpillFile create();
}
