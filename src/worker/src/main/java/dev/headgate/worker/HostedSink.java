package dev.headgate.worker;

import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;

/** A sink that this process hosts, as others see it. Thread-safe. */
public interface HostedSink {

  SinkId id();

  /** How it is right now. Never blocks. */
  Observed observed();

  /**
   * Hands over what the operator wants. Never blocks; what comes of it shows in {@link #observed}.
   */
  Reception ask(Desired desired);

  /** How a wish was received. */
  sealed interface Reception {
    /** It will be heeded. */
    record Accepted() implements Reception {}

    /** A newer one was accepted before, by this process or by one whose record was found. */
    record Outdated(long currentGeneration) implements Reception {}
  }
}
