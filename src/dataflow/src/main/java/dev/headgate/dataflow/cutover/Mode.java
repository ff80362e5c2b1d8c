package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.contents.Repair;
import java.util.Optional;

/** What the topic is to hold once another relation flows. */
public enum Mode {

  /** What it holds: the old relation's values stay until the new one's rows change. */
  FORWARD,

  /** The new relation's contents; written is what differs from the old relation's. */
  RECONCILE,

  /** The new relation's contents; all of them are written. */
  REFRESH;

  /** What is written at the cutover timestamp; nothing with {@link #FORWARD}. */
  public Optional<Repair> repair() {
    return switch (this) {
      case FORWARD -> Optional.empty();
      case RECONCILE -> Optional.of(Repair.RECONCILE);
      case REFRESH -> Optional.of(Repair.REFRESH);
    };
  }
}
