package dev.headgate.kafka;

import java.util.concurrent.atomic.LongAdder;

/** Counts rows and bytes. Any thread may count and look. */
final class Counters {

  private final LongAdder messagesStaged = new LongAdder();
  private final LongAdder messagesCommitted = new LongAdder();
  private final LongAdder bytesStaged = new LongAdder();
  private final LongAdder bytesCommitted = new LongAdder();
  private final LongAdder rowsSkipped = new LongAdder();

  void staged(long bytes) {
    messagesStaged.increment();
    bytesStaged.add(bytes);
  }

  void committed(long messages, long bytes, long letters) {
    messagesCommitted.add(messages);
    bytesCommitted.add(bytes);
    rowsSkipped.add(letters);
  }

  Statistics statistics() {
    return new Statistics(
        messagesStaged.sum(),
        messagesCommitted.sum(),
        bytesStaged.sum(),
        bytesCommitted.sum(),
        rowsSkipped.sum());
  }
}
