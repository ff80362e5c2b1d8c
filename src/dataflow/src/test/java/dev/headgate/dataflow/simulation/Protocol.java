package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.contents.Repair;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.OpenTransaction;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Steering;
import dev.headgate.dataflow.lifecycle.Lifecycle;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.lifecycle.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is under test. Every method is the real thing; a mutant overrides one with a bug. */
class Protocol {

  Step worker(SinkState state, SinkEvent event) {
    return Lifecycle.on(state, event);
  }

  Steering operator(Steer steer) {
    return steer.decide();
  }

  /** The transactions that {@code since} waits for. */
  List<OpenTransaction> transactions(Source source) {
    return source.transactions();
  }

  /** What the operator writes into the assignment. */
  Desired assignment(Desired assign, Optional<Desired> sent) {
    return assign;
  }

  /** Whether a stream that would start below what the slot has confirmed is refused. */
  boolean checksFloor() {
    return true;
  }

  /** Whether a new sink looks for what the topic holds already. */
  boolean looksForOlderRows() {
    return true;
  }

  /**
   * The keys that the topic is taken to hold, with their values where they matter.
   *
   * @param topic what it does hold
   * @param old what the old relation does
   */
  Map<Integer, String> held(Repair repair, Map<Integer, String> topic, Map<Integer, String> old) {
    return repair == Repair.RECONCILE ? old : topic;
  }

  /** Whether also what did not change is written. */
  boolean writesAll(Repair repair) {
    return repair == Repair.REFRESH;
  }

  /** Of when the contents are that are written at {@code timestamp}. */
  long contentsAt(long timestamp) {
    return timestamp;
  }

  /** Whether a broker refuses a writer that another one has fenced. */
  boolean fences() {
    return true;
  }

  /** Whether a process that takes the source ends the sessions of all others. */
  boolean endsSessions() {
    return true;
  }

  /** Whether a process that drops slot and publication ends the sessions of all others first. */
  boolean endsSessionsBeforeDropping() {
    return true;
  }

  /** Whether rows and record are committed in one transaction. */
  boolean commitsTogether() {
    return true;
  }
}
