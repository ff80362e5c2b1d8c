package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.progress.ProgressRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A Kafka cluster as far as one sink notices it: a data topic, its key in the progress topic, one
 * transactional id. A commit that was asked for may be carried out at any time until the next
 * {@link #init}, whether the asker hears of it or not.
 */
final class Broker {

  /**
   * One committed transaction.
   *
   * @param leaps whether it leaves a relation that could not go on at a later timestamp than its
   *     own
   */
  record Transaction(List<Row> rows, Optional<ProgressRecord> record, boolean leaps) {
    Transaction(List<Row> rows, Optional<ProgressRecord> record) {
      this(rows, record, false);
    }
  }

  /** A commit on its way. */
  static final class Request {
    final int epoch;
    final Transaction transaction;
    boolean settled;

    Request(int epoch, Transaction transaction) {
      this.epoch = epoch;
      this.transaction = transaction;
    }
  }

  final List<Transaction> log = new ArrayList<>();
  private final Random random;
  private final List<Request> pending = new ArrayList<>();
  private final boolean fencing;
  private int epoch;
  boolean up = true;

  Broker(Random random, boolean fencing) {
    this.random = random;
    this.fencing = fencing;
  }

  /** Fences every older writer; commits still on their way are carried out now or never. */
  int init() {
    for (Request request : List.copyOf(pending)) {
      settle(request, random.nextBoolean());
    }
    return ++epoch;
  }

  boolean isFenced(int writer) {
    return fencing && writer != epoch;
  }

  Request ask(int writer, Transaction transaction) {
    var request = new Request(writer, transaction);
    pending.add(request);
    return request;
  }

  /** Carries a commit out, or drops it. */
  void settle(Request request, boolean carriedOut) {
    if (!request.settled) {
      request.settled = true;
      pending.remove(request);
      if (carriedOut && !isFenced(request.epoch)) {
        log.add(request.transaction);
      }
    }
  }

  Optional<ProgressRecord> lastRecord() {
    for (int i = log.size() - 1; i >= 0; i--) {
      if (log.get(i).record().isPresent()) {
        return log.get(i).record();
      }
    }
    return Optional.empty();
  }
}
