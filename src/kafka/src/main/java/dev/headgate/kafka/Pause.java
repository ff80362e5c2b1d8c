package dev.headgate.kafka;

import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;

/** The wait between two looks at something that does not tell when it changes. */
final class Pause {

  private Pause() {}

  /**
   * @throws InterruptException if the thread is interrupted; its flag stays set
   */
  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
