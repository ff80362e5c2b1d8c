package dev.headgate.dataflow.cutover;

import java.time.Duration;
import java.util.Optional;

/**
 * How a change of {@code spec.from} is to be carried out: {@code spec.cutover}.
 *
 * @param attempt raised to try again what ended without success
 * @param timeout how long a try may take until the point of no return, a person's time not counted;
 *     empty: for ever
 * @param promotion who lets it pass that point
 * @param terms on which the new relation may replace the old one
 * @param rollbackWindow for how long after a cutover the old relation's table stays in the source,
 *     so that the way back needs no wait; zero: not at all
 */
public record CutoverPolicy(
    int attempt,
    Optional<Duration> timeout,
    Promotion promotion,
    Terms terms,
    Duration rollbackWindow) {

  /** A try that goes on by itself. */
  public static CutoverPolicy automatic(int attempt, Optional<Duration> timeout) {
    return new CutoverPolicy(
        attempt, timeout, new Promotion.Automatic(), Terms.DEFAULT, Duration.ZERO);
  }

  public CutoverPolicy withPromotion(Promotion newPromotion) {
    return new CutoverPolicy(attempt, timeout, newPromotion, terms, rollbackWindow);
  }

  public CutoverPolicy withTerms(Terms newTerms) {
    return new CutoverPolicy(attempt, timeout, promotion, newTerms, rollbackWindow);
  }

  public CutoverPolicy withTimeout(Optional<Duration> newTimeout) {
    return new CutoverPolicy(attempt, newTimeout, promotion, terms, rollbackWindow);
  }

  public CutoverPolicy withRollbackWindow(Duration window) {
    return new CutoverPolicy(attempt, timeout, promotion, terms, window);
  }
}
