package dev.headgate.dataflow.plan;

/**
 * Why a sink cannot run as defined.
 *
 * @param what what is not possible, with names
 * @param why the reason, with values; the second half of the sentence
 * @param remedy what to do about it, whole sentences
 */
public record Problem(String what, String why, String remedy) {

  /** For people: two lines. */
  @Override
  public String toString() {
    return "%s: %s.\n  %s".formatted(what, why, remedy);
  }
}
