package dev.headgate.dataflow.lifecycle;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import java.util.Optional;

/**
 * All that a process knows of a sink. Immutable; nothing of it is durable.
 *
 * @param sink which sink
 * @param incarnation of this process
 * @param wanted what the operator asked for last
 * @param yields whether this process has had its turn: then another one's name in the record means
 *     that it was replaced, and it waits to be told again instead of fighting back
 * @param phase where the sink stands
 */
public record SinkState(
    SinkId sink, String incarnation, Optional<Desired> wanted, boolean yields, Phase phase) {

  /** A process that has not been told anything yet. */
  public static SinkState atStart(SinkId sink, String incarnation) {
    return new SinkState(
        sink,
        incarnation,
        Optional.empty(),
        false,
        new Phase.Waiting(Optional.empty(), "no assignment was received"));
  }

  SinkState in(Phase newPhase) {
    return new SinkState(sink, incarnation, wanted, yields, newPhase);
  }

  SinkState wanting(Desired desired) {
    return new SinkState(sink, incarnation, Optional.of(desired), yields, phase);
  }

  SinkState yielding(boolean toOthers) {
    return new SinkState(sink, incarnation, wanted, toOthers, phase);
  }

  /** The newest record that this process knows to be committed. */
  public Optional<ProgressRecord> record() {
    return switch (phase) {
      case Phase.Waiting p -> p.seen();
      case Phase.Peeking p -> p.last().record();
      case Phase.Fencing p -> p.last().record();
      case Phase.Reading p -> p.last().record();
      case Phase.Founding p -> Optional.empty();
      case Phase.Claiming p -> Optional.empty();
      case Phase.Taking p -> Optional.of(p.record());
      case Phase.Undoing p -> Optional.of(p.record());
      case Phase.Making p -> Optional.of(p.record());
      case Phase.CommittingFirst p -> Optional.empty();
      case Phase.Opening p -> Optional.of(p.record());
      case Phase.Streaming p -> Optional.of(p.record());
      case Phase.Stalled p -> Optional.of(p.record());
      case Phase.Paused p -> p.seen();
      case Phase.Retrying p -> p.last().record();
      case Phase.Dropping p -> Optional.empty();
      case Phase.Clearing p -> Optional.of(p.record());
      case Phase.Released p -> p.record();
    };
  }

  /** The try that is under way, or was when something failed. */
  public Optional<CutoverState> cutover() {
    return switch (phase) {
      case Phase.Streaming p -> Optional.of(p.cutover());
      case Phase.Stalled p -> Optional.of(p.cutover());
      case Phase.Opening p -> p.cutover();
      case Phase.Peeking p -> p.last().cutover();
      case Phase.Fencing p -> p.last().cutover();
      case Phase.Reading p -> p.last().cutover();
      case Phase.Retrying p -> p.last().cutover();
      default -> Optional.empty();
    };
  }

  /** The highest generation that was accepted or that the record knows. */
  public long acknowledgedGeneration() {
    long accepted = wanted.map(Desired::generation).orElse(0L);
    long recorded =
        record()
            .map(r -> r instanceof LiveRecord live ? live.writer().generation() : 0L)
            .orElse(0L);
    return Math.max(accepted, recorded);
  }

  /** Whether what was wanted then is reached and written in the same way. */
  boolean isReachedAs(SinkState then) {
    return wanted
            .map(Desired::active)
            .map(Definition::connections)
            .equals(then.wanted.map(Desired::active).map(Definition::connections))
        && wanted
            .map(Desired::active)
            .map(Definition::spec)
            .equals(then.wanted.map(Desired::active).map(Definition::spec));
  }

  /** Writer of the records of this process. */
  Writer writer() {
    var desired = wanted.orElseThrow();
    return new Writer(desired.uid(), incarnation, desired.generation());
  }

  /** What the record shows, with settings and connections as they are wanted now. */
  Definition shownBy(LiveRecord record) {
    var active = wanted.orElseThrow().active();
    return new Definition(record.version(), record.relation(), active.spec(), active.connections());
  }
}
