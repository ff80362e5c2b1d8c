package dev.headgate.dataflow.cutover;

/** Who lets a try pass the point of no return. */
public sealed interface Promotion {

  /** The try goes on by itself. */
  record Automatic() implements Promotion {}

  /**
   * A person does, by naming the try.
   *
   * @param promote the id that {@code spec.cutover.promote} names; empty for none
   */
  record Manual(String promote) implements Promotion {}

  /** Whether the try may cut over. */
  default boolean admits(CutoverId id) {
    return switch (this) {
      case Automatic a -> true;
      case Manual m -> m.promote().equals(id.value());
    };
  }
}
