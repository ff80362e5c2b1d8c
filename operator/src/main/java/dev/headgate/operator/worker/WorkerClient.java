package dev.headgate.operator.worker;

import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.sink.SinkId;
import java.net.URI;

/** Asks workers. Any request and any answer may be lost: what follows must not depend on one. */
public interface WorkerClient {

  /**
   * Asks how a sink is.
   *
   * @param worker where its control API is, without a path
   */
  Answer observe(URI worker, String token, SinkId sink);

  /**
   * Says what is wanted of a sink. A silent worker may have heard it all the same.
   *
   * @param worker where its control API is, without a path
   */
  Answer tell(URI worker, String token, SinkId sink, Desired desired);

  /** What came of a request. */
  sealed interface Answer {

    /** How the sink was when the worker answered. */
    record Heard(Observed observed) implements Answer {}

    /**
     * The worker did not answer, or not with what was asked for.
     *
     * @param why for people; never holds a secret
     */
    record Silent(String why) implements Answer {}
  }
}
