package dev.headgate.postgres.preview;

import java.time.Duration;

/**
 * How much a preview may cost the database.
 *
 * @param timeout how long the comparison may take, waiting for locks included; its snapshot keeps
 *     VACUUM from removing rows for as long
 * @param maxKeys how many keys of a relation are compared; of a larger one, a sample of about as
 *     many, for which all of it is read all the same
 * @param samples how many keys of each kind are named
 */
public record PreviewLimits(Duration timeout, long maxKeys, int samples) {

  /** What is right for a database that others work with. */
  public static final PreviewLimits DEFAULT =
      new PreviewLimits(Duration.ofSeconds(30), 1_000_000, 5);

  public PreviewLimits {
    if (timeout.toMillis() < 1 || maxKeys < 1 || samples < 0) {
      throw new IllegalArgumentException(
          "timeout %s, maxKeys %d, samples %d".formatted(timeout, maxKeys, samples));
    }
  }
}
