package dev.headgate.worker.sink;

import dev.headgate.dataflow.contents.Counts;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether messages can be committed in one transaction before the broker aborts it. Reckons with a
 * slow cluster, and leaves half of the time for what else the transaction takes.
 */
final class TransactionRoom {

  /** A second's worth; a single broker on two cores was measured at several times as much. */
  private static final double MESSAGES = 50_000;

  private static final double BYTES = 20e6;

  private TransactionRoom() {}

  /** Why they cannot; empty if they can. */
  static Optional<String> problem(Counts counts, Duration transactions) {
    double seconds = Math.max(counts.messages() / MESSAGES, counts.bytes() / BYTES);
    return seconds <= transactions.toMillis() / 2000.0
        ? Optional.empty()
        : Optional.of(
            "About %d messages, %d bytes, would have to be written in the cutover's transaction. That may take %d s, and Kafka aborts it after %d s.%n  Raise transaction.timeout.ms in the Connection to Kafka to %d or more, with the brokers' transaction.max.timeout.ms; or set spec.cutover.mode to Forward."
                .formatted(
                    counts.messages(),
                    counts.bytes(),
                    Math.round(seconds),
                    transactions.toSeconds(),
                    (long) Math.ceil(seconds) * 2000));
  }
}
