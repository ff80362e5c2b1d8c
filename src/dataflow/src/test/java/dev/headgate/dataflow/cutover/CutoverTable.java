package dev.headgate.dataflow.cutover;

import static dev.headgate.dataflow.cutover.Given.NEW;
import static dev.headgate.dataflow.cutover.Given.NOON;
import static dev.headgate.dataflow.cutover.Given.OLD;
import static dev.headgate.dataflow.cutover.Given.at;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every state of a cutover with every event, as the code answers. */
final class CutoverTable {

  private static final Candidate TO = Given.candidate(Grant.CUT_OVER);
  private static final Candidate NOT_PROMOTED = Given.candidate(Grant.PREPARE);
  private static final Candidate LIMITED =
      Given.candidate(Grant.CUT_OVER, Terms.DEFAULT.withLimits(Given.NO_STALE_KEY));
  private static final Candidate RECONCILING =
      Given.candidate(Grant.CUT_OVER, Terms.DEFAULT.withMode(Mode.RECONCILE));
  private static final CutoverId ID = TO.id();

  private static final Readiness READY = new Readiness(List.of(7L), true);

  private CutoverTable() {}

  static SequencedMap<String, CutoverState> states() {
    var states = new java.util.LinkedHashMap<String, CutoverState>();
    List.of(
            new CutoverState.Idle(),
            new CutoverState.Validating(TO, false, List.of()),
            new CutoverState.Publishing(TO),
            new CutoverState.AwaitingTransactions(TO, Optional.empty()),
            new CutoverState.TakingSince(TO),
            new CutoverState.RecordingSince(TO, at(150)),
            new CutoverState.CatchingUp(TO, at(150), Optional.empty()),
            new CutoverState.AwaitingPromotion(
                NOT_PROMOTED, at(150), Optional.empty(), Optional.empty()),
            new CutoverState.Comparing(LIMITED, at(150)),
            new CutoverState.CuttingOver(TO, at(150), Optional.of(READY)),
            new CutoverState.Repairing(RECONCILING, at(150), READY, List.of()),
            new CutoverState.CommitUnknown(TO, at(160), true),
            new CutoverState.Verifying(ID, at(160)),
            new CutoverState.Ending(
                Optional.of(ID), Outcome.ABORTED, "withdrawn", 1, Optional.of(NEW.oid())))
        .forEach(
            s -> {
              states.put(s.getClass().getSimpleName(), s);
              if (s instanceof CutoverState.CuttingOver c) {
                states.put(
                    "CuttingOver, to reconcile",
                    new CutoverState.CuttingOver(RECONCILING, c.since(), Optional.empty()));
              }
              if (s instanceof CutoverState.CatchingUp c) {
                states.put(
                    "CatchingUp, not promoted",
                    new CutoverState.CatchingUp(NOT_PROMOTED, c.since(), Optional.empty()));
                states.put(
                    "CatchingUp, with limits",
                    new CutoverState.CatchingUp(LIMITED, c.since(), Optional.empty()));
                states.put(
                    "CatchingUp, found within limits",
                    new CutoverState.CatchingUp(
                        LIMITED, c.since(), Optional.of(Given.preview(Given.counted(0)))));
              }
            });
    return states;
  }

  static SequencedMap<String, CutoverEvent> events() {
    var next = Given.record(160);
    var events = new java.util.LinkedHashMap<String, CutoverEvent>();
    events.put("wanted, promoted", new CutoverEvent.Asked());
    events.put("wanted, not promoted", new CutoverEvent.Asked());
    events.put("withdrawn", new CutoverEvent.Asked());
    events.put("deadline", new CutoverEvent.Tick(Given.DEADLINE));
    events.put("tick", new CutoverEvent.Tick(NOON));
    events.put("sound", new CutoverEvent.Planned(ID, List.of()));
    events.put("unsound", new CutoverEvent.Planned(ID, List.of("no key")));
    events.put("published", new CutoverEvent.Published(ID));
    events.put("none open", new CutoverEvent.TransactionsListed(ID, List.of()));
    events.put(
        "some open",
        new CutoverEvent.TransactionsListed(ID, List.of(new OpenTransaction(7, "xid 7"))));
    events.put("position", new CutoverEvent.PositionTaken(ID, at(150)));
    events.put("within limits", new CutoverEvent.Compared(ID, Given.preview(Given.counted(0))));
    events.put("beyond limits", new CutoverEvent.Compared(ID, Given.preview(Given.counted(1))));
    events.put("not compared", new CutoverEvent.Compared(ID, Given.preview(Given.NOT_COUNTED)));
    events.put("ready", new CutoverEvent.MadeReady(ID, READY));
    events.put("failed for now", new CutoverEvent.SideStepFailed(ID, "later"));
    events.put("refused", new CutoverEvent.Refused(ID, "never"));
    events.put("NEW's table lost", new CutoverEvent.TableLost(NEW.oid(), "dropped"));
    events.put("OLD's table lost", new CutoverEvent.TableLost(OLD.oid(), "dropped"));
    events.put("boundary", new CutoverEvent.Boundary(next, true, true));
    events.put("boundary, far behind", new CutoverEvent.Boundary(next, true, false));
    events.put(
        "boundary, repair prepared",
        new CutoverEvent.Boundary(matching(), true, true, Optional.of(at(160))));
    events.put("committed", new CutoverEvent.Committed(Given.record(150)));
    return events;
  }

  static Transition on(CutoverState state, String event) {
    var wanted =
        switch (event) {
          case "withdrawn" -> null;
          case "wanted, not promoted" -> NOT_PROMOTED;
          default -> isLimited(state) ? LIMITED : isReconciling(state) ? RECONCILING : TO;
        };
    var record =
        switch (state) {
          case CutoverState.Verifying s -> Given.recordAtCutover(160);
          case CutoverState.CommitUnknown s when event.equals("committed") ->
              Given.recordAtCutover(160);
          case CutoverState.CatchingUp s -> Given.record(150).carrying(NEW.oid(), at(150));
          case CutoverState.AwaitingPromotion s -> Given.record(150).carrying(NEW.oid(), at(150));
          case CutoverState.Comparing s -> Given.record(150).carrying(NEW.oid(), at(150));
          case CutoverState.Repairing s -> matching();
          case CutoverState.CuttingOver s when isReconciling(s) -> matching();
          case CutoverState.CuttingOver s -> Given.record(150).carrying(NEW.oid(), at(150));
          default -> Given.record(150);
        };
    var desired = Given.desired(1, Given.definition(1, OLD), wanted);
    return new Cutover(Given.SINK, desired, record, true).on(state, events().get(event));
  }

  private static boolean isLimited(CutoverState state) {
    return state instanceof CutoverState.Comparing
        || state instanceof CutoverState.CatchingUp c && c.to().equals(LIMITED);
  }

  private static boolean isReconciling(CutoverState state) {
    return state instanceof CutoverState.Repairing
        || state instanceof CutoverState.CuttingOver c && c.to().equals(RECONCILING);
  }

  private static LiveRecord matching() {
    return Given.record(160, true).carrying(NEW.oid(), at(150));
  }

  /** As Markdown: one row an event, one line a state that does not stay as it is. */
  static String markdown() {
    var out = new StringBuilder("| in | on | becomes | asks for |\n|---|---|---|---|\n");
    states()
        .forEach(
            (name, state) -> {
              Map<String, List<String>> outcomes = new TreeMap<>();
              events()
                  .keySet()
                  .forEach(
                      event ->
                          outcomes
                              .computeIfAbsent(
                                  outcome(state, event), o -> new java.util.ArrayList<>())
                              .add(event));
              events()
                  .keySet()
                  .forEach(
                      event -> {
                        var same = outcomes.get(outcome(state, event));
                        if (same.getFirst().equals(event)) {
                          out.append(
                              "| %s | %s | %s |%n"
                                  .formatted(name, String.join(", ", same), outcome(state, event)));
                        }
                      });
            });
    return out.toString();
  }

  private static String outcome(CutoverState state, String event) {
    var t = on(state, event);
    var becomes =
        t.state() instanceof CutoverState.Ending e && !(state instanceof CutoverState.Ending)
            ? "Ending: " + e.outcome().word()
            : t.state().getClass() == state.getClass()
                ? "stays"
                : t.state().getClass().getSimpleName();
    var effects =
        t.effects().stream()
            .map(e -> e.getClass().getSimpleName())
            .collect(Collectors.joining(", "));
    return becomes + " | " + (effects.isEmpty() ? "–" : effects);
  }
}
