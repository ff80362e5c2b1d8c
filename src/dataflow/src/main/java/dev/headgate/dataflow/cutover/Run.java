package dev.headgate.dataflow.cutover;

/** What a worker is to do with a sink. */
public enum Run {
  /** Stream. */
  RUNNING,
  /** Stop at a commit and keep everything: record, slot, publication. */
  PAUSED,
  /** Give everything back: drop slot and publication, and leave a record that says so. For good. */
  RELEASED
}
