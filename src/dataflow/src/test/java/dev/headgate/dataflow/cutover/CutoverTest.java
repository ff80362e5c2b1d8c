package dev.headgate.dataflow.cutover;

import static dev.headgate.dataflow.cutover.Given.NEW;
import static dev.headgate.dataflow.cutover.Given.OLD;
import static dev.headgate.dataflow.cutover.Given.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headgate.dataflow.cutover.CutoverState.CatchingUp;
import dev.headgate.dataflow.cutover.CutoverState.CommitUnknown;
import dev.headgate.dataflow.cutover.CutoverState.CuttingOver;
import dev.headgate.dataflow.cutover.CutoverState.Ending;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CutoverTest {

  private static final Candidate TO = Given.candidate(Grant.CUT_OVER);
  private static final Candidate RECONCILING =
      Given.candidate(Grant.CUT_OVER, Terms.DEFAULT.withMode(Mode.RECONCILE));
  private static final Path DOCUMENT = Path.of("../../docs/cutover.md");

  @Test
  void everyStateAnswersEveryEvent() {
    for (CutoverState state : CutoverTable.states().values()) {
      for (String event : CutoverTable.events().keySet()) {
        assertThat(CutoverTable.on(state, event)).as("%s on %s", state, event).isNotNull();
      }
    }
  }

  @Test
  void documentShowsTheTableThatTheCodeYields() throws Exception {
    var text = Files.readString(DOCUMENT);
    int start = text.indexOf("| in | on |");
    int end = text.indexOf("\n\n", start) + 1;
    if (Boolean.getBoolean("headgate.docs.write")) {
      text = text.substring(0, start) + CutoverTable.markdown() + text.substring(end);
      Files.writeString(DOCUMENT, text);
      end = text.indexOf("\n\n", start) + 1;
    }

    assertThat(text.substring(start, end))
        .as("docs/cutover.md; -Dheadgate.docs.write=true writes it anew")
        .isEqualTo(CutoverTable.markdown());
  }

  @Test
  void frontierEqualToSinceIsEnough() {
    var record = Given.record(150).carrying(NEW.oid(), at(150));

    var t =
        worker(record, TO)
            .on(
                new CatchingUp(TO, at(150), Optional.empty()),
                new CutoverEvent.Boundary(record, false, true));

    assertThat(t.state()).isInstanceOf(CuttingOver.class);
  }

  @Test
  void oldFlowsOnWhileTheFrontierIsBeforeSince() {
    var record = Given.record(149).carrying(NEW.oid(), at(150));

    var t =
        worker(record, TO)
            .on(
                new CatchingUp(TO, at(150), Optional.empty()),
                new CutoverEvent.Boundary(record, true, true));

    assertThat(t.state()).isInstanceOf(CatchingUp.class);
    assertThat(t.effects()).containsExactly(new CutoverEffect.Commit(record));
  }

  @Test
  void oneCommitSaysThatTheSinkWasCutOverAtItsFrontier() {
    var record = Given.record(160).carrying(NEW.oid(), at(150));

    var t =
        worker(record, TO)
            .on(
                new CuttingOver(TO, at(150), Optional.of(new Readiness(List.of(7L), true))),
                new CutoverEvent.Boundary(record, false, true));

    assertThat(t.state()).isEqualTo(new CommitUnknown(TO, at(160), true));
    var next = ((CutoverEffect.Commit) t.effects().getFirst()).record();
    assertThat(next.relation()).isEqualTo(NEW);
    assertThat(next.version().number()).isEqualTo(2);
    assertThat(next.frontier().upper()).isEqualTo(at(160));
  }

  @Test
  void deadlineDuringAnUnknownCommitWaitsForTheRecord() {
    var state = new CommitUnknown(TO, at(160), true);

    var t = worker(Given.record(150), TO).on(state, new CutoverEvent.Tick(Given.DEADLINE));

    assertThat(t).isEqualTo(Transition.to(state));
  }

  @Test
  void onlyTransactionsThatWereOpenWhenTheTableWasPublishedAreAwaited() {
    var first = new OpenTransaction(7, "xid 7");
    var later = new OpenTransaction(9, "xid 9");
    var state = new CutoverState.AwaitingTransactions(TO, Optional.of(List.of(first)));

    var t =
        worker(Given.record(150), TO)
            .on(state, new CutoverEvent.TransactionsListed(TO.id(), List.of(later)));

    assertThat(t.state()).isEqualTo(new CutoverState.TakingSince(TO));
  }

  @Test
  void whoHoldsUpARepairIsToldWithTheDeadline() {
    var to = Given.candidate(Grant.CUT_OVER, Terms.DEFAULT.withMode(Mode.RECONCILE));
    var repairing =
        new CutoverState.Repairing(to, at(150), new Readiness(List.of(), true), List.of());
    var cutover = worker(Given.record(150), to);

    var held =
        cutover.on(
            repairing,
            new CutoverEvent.TransactionsListed(
                to.id(), List.of(new OpenTransaction(7, "pid 7 of app"))));
    var late = cutover.on(held.state(), new CutoverEvent.Tick(Given.DEADLINE));
    var free =
        cutover.on(held.state(), new CutoverEvent.TransactionsListed(to.id(), List.of())).state();

    assertThat(((CutoverState.Ending) late.state()).message())
        .endsWith("while what is to be written was being prepared: pid 7 of app");
    assertThat(free).isEqualTo(repairing);
  }

  @Test
  void tablesAreKeptWhileTheFrontierIsTheCutoverTimestamp() {
    var record = Given.recordAtCutover(160);

    var t =
        worker(record, null)
            .on(
                new CutoverState.Verifying(TO.id(), at(160)),
                new CutoverEvent.Boundary(record, true, true));

    assertThat(committed(t).carried()).containsKeys(OLD.oid(), NEW.oid());
  }

  @Test
  void oldTableIsLetGoWithTheFirstCommitBeyondTheCutoverTimestamp() {
    var record = Given.recordAtCutover(160);
    var next = record.withFrontier(dev.headgate.dataflow.time.Frontier.at(at(161)));

    var t =
        worker(record, null)
            .on(
                new CutoverState.Verifying(TO.id(), at(160)),
                new CutoverEvent.Boundary(next, true, true));

    assertThat(committed(t).carried()).containsOnlyKeys(NEW.oid());
  }

  @Test
  void tableOfATryThatEndedBeforeItWasCarriedIsLetGoOnceTheEndIsRecorded() {
    var ended = Given.record(160).withEnded(1, Optional.empty());
    var state =
        new Ending(Optional.of(TO.id()), Outcome.ABORTED, "withdrawn", 1, Optional.of(NEW.oid()));

    var t = worker(ended, null).on(state, new CutoverEvent.Committed(Given.record(150)));

    assertThat(t.state()).isEqualTo(new CutoverState.Idle());
    assertThat(t.effects()).contains(new CutoverEffect.Unpublish(Set.of(NEW.oid())));
  }

  @Test
  void idOfAnEndedTryBeginsNothing() {
    var record = Given.record(150).withEnded(1, Optional.empty());

    var t = worker(record, TO).on(new CutoverState.Idle(), new CutoverEvent.Asked());

    assertThat(t).isEqualTo(Transition.to(new CutoverState.Idle()));
  }

  @Test
  void candidateWithoutAGrantIsOnlyValidated() {
    var ungranted = Given.candidate(null);

    var t =
        worker(Given.record(150), ungranted)
            .on(
                new CutoverState.Validating(ungranted, false, List.of()),
                new CutoverEvent.Planned(TO.id(), List.of()));

    assertThat(t).isEqualTo(Transition.to(new CutoverState.Validating(ungranted, true, List.of())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whereARepairIsJudged")
  void reconcileIsRefusedWhereTheTopicIsNotKnownToEqualTheOldRelation(
      CutoverState state, CutoverEvent event) {
    var record = Given.record(150, false).carrying(NEW.oid(), at(150));

    var t = worker(record, RECONCILING).on(state, event);

    assertThat(refusal(t))
        .isEqualTo(
            """
            The topic is not known to equal relation old, so what differs from it is not what differs from the topic.
              Set spec.cutover.mode to Refresh, which reads the topic itself.\
            """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whereARepairIsJudged")
  void reconcileIsRefusedWhereTheOldRelationCannotGoOn(CutoverState state, CutoverEvent event) {
    var record = Given.record(150, true).carrying(NEW.oid(), at(150));
    var stalled = new Cutover(Given.SINK, asking(RECONCILING, record), record, false);

    var t = stalled.on(state, withRepair(event, record));

    assertThat(refusal(t))
        .isEqualTo(
            """
            Relation old cannot go on, so the topic does not equal it at any later time.
              Set spec.cutover.mode to Refresh, which reads the topic itself.\
            """);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whereARepairIsJudged")
  void reconcileGoesOnWhereTheTopicEqualsARelationThatFlows(
      CutoverState state, CutoverEvent event) {
    var record = Given.record(150, true).carrying(NEW.oid(), at(150));

    var t = worker(record, RECONCILING).on(state, withRepair(event, record));

    assertThat(t.state()).isNotInstanceOf(Ending.class);
  }

  /** At each of them the topic may have become another one, or the old relation may be stuck. */
  static Stream<Arguments> whereARepairIsJudged() {
    var ready = new Readiness(List.of(7L), true);
    return Stream.of(
        arguments(
            new CutoverState.Validating(RECONCILING, false, List.of()),
            new CutoverEvent.Planned(RECONCILING.id(), List.of())),
        arguments(
            new CuttingOver(RECONCILING, at(150), Optional.empty()),
            new CutoverEvent.MadeReady(RECONCILING.id(), ready)),
        arguments(
            new CutoverState.Repairing(RECONCILING, at(150), ready, List.of()),
            prepared(Given.record(150, false).carrying(NEW.oid(), at(150)))));
  }

  private static CutoverEvent withRepair(CutoverEvent event, LiveRecord next) {
    return event instanceof CutoverEvent.Boundary ? prepared(next) : event;
  }

  private static CutoverEvent prepared(LiveRecord next) {
    return new CutoverEvent.Boundary(next, false, true, Optional.of(next.frontier().upper()));
  }

  private static String refusal(Transition t) {
    assertThat(t.state()).isInstanceOf(Ending.class);
    var ending = (Ending) t.state();
    assertThat(ending.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(t.effects()).containsExactly(new CutoverEffect.HurryBoundary());
    return ending.message();
  }

  private static LiveRecord committed(Transition t) {
    return ((CutoverEffect.Commit) t.effects().getFirst()).record();
  }

  private static Cutover worker(LiveRecord record, Candidate candidate) {
    return new Cutover(Given.SINK, asking(candidate, record), record, true);
  }

  private static Desired asking(Candidate candidate, LiveRecord record) {
    var active = Given.definition(record.version().number(), record.relation());
    return Given.desired(1, active, candidate);
  }
}
