package dev.headgate.bench.measure;

/** One benchmark. */
@FunctionalInterface
public interface Measurement {

  /**
   * Measures.
   *
   * @return records and lists of figures, whose names tell their units
   * @throws Exception if there is no figure: something failed, or the topic does not hold exactly
   *     the records that it must
   */
  Object measure(Surroundings on) throws Exception;
}
