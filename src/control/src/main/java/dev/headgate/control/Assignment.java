package dev.headgate.control;

import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.sink.SinkId;

/**
 * What a worker finds in its file when it starts. A file may resume a sink or make version 1; only
 * a message to the running process begins a cutover, so an assignment never holds a grant, whatever
 * it is made of.
 *
 * @param sink the sink to run
 * @param desired what is wanted of it, without a grant
 */
public record Assignment(SinkId sink, Desired desired) {

  public Assignment {
    desired = desired.withoutGrant();
  }
}
