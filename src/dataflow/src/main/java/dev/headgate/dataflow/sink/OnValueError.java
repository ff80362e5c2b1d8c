package dev.headgate.dataflow.sink;

/** What becomes of a row that cannot be written, or makes a larger message than Kafka takes. */
public sealed interface OnValueError {

  /** The sink stands still before its transaction until it can be written. */
  record Stall() implements OnValueError {}

  /**
   * It is left out and recorded. From then on the topic is not known to equal the relation.
   *
   * @param deadLetterTopic gets a record of it, in the transaction that its message would have been
   *     in; made like the data topic, without its settings, if it does not exist
   */
  record SkipAndRecord(String deadLetterTopic) implements OnValueError {}
}
