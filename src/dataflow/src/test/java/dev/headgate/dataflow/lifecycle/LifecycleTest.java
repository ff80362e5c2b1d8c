package dev.headgate.dataflow.lifecycle;

import static dev.headgate.dataflow.cutover.Given.NOON;
import static dev.headgate.dataflow.cutover.Given.OLD;
import static dev.headgate.dataflow.cutover.Given.definition;
import static dev.headgate.dataflow.cutover.Given.desired;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.cutover.CutoverEffect;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Given;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Readiness;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkSpec;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Frontier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  private static final Desired WANTED = desired(5, definition(1, OLD), null);
  private static final LiveRecord MINE =
      Given.record(150).withWriter(new Writer("uid", "process", 5));
  private static final LiveRecord MATCHING = MINE.founded(Given.at(150), true);
  private static final LiveRecord OF_OTHER = MINE.withWriter(new Writer("uid", "other", 5));

  @Test
  void nothingIsFencedBeforeTheRecordAdmitsTheProcess() {
    var s = after(started(WANTED), new SinkEvent.Peeked(Optional.empty()));

    assertThat(s.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(s.effects()).isEmpty();
  }

  @Test
  void recordIsReadAgainAfterTheFenceAndClaimedBeforeTheSourceIsTouched() {
    var peeked = after(started(WANTED), new SinkEvent.Peeked(Optional.of(OF_OTHER)));
    var fenced = after(peeked.state(), new SinkEvent.Fenced());
    var read = after(fenced.state(), new SinkEvent.RecordRead(Optional.of(OF_OTHER)));
    var claimed = after(read.state(), new SinkEvent.Committed());

    assertThat(peeked.effects()).containsExactly(new SinkEffect.Fence());
    assertThat(fenced.effects()).containsExactly(new SinkEffect.ReadRecord());
    assertThat(read.effects()).containsExactly(new SinkEffect.Commit(MINE));
    assertThat(claimed.effects()).containsExactly(new SinkEffect.TakeSource(definition(1, OLD)));
  }

  @Test
  void grantOfAFileIsNotHeeded() {
    var s = started(desired(5, definition(1, OLD), Given.candidate(Grant.CUT_OVER)));

    assertThat(s.wanted().orElseThrow().candidate().orElseThrow().grant()).isEmpty();
  }

  @Test
  void processThatWasFencedOutAndReadsAnothersNameWaits() {
    var out = after(streaming(), new SinkEvent.FencedOut(NOON));
    var again = after(out.state(), new SinkEvent.Tick(NOON.plus(Lifecycle.RETRY_AFTER)));
    var peeked = after(again.state(), new SinkEvent.Peeked(Optional.of(OF_OTHER)));

    assertThat(peeked.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(peeked.effects()).isEmpty();
  }

  @Test
  void commitWithoutAnAnswerIsNotGuessed() {
    var committing =
        after(streaming(), new SinkEvent.Boundary(Frontier.at(Given.at(160)), true, true));
    var lost = after(committing.state(), new SinkEvent.Lost("no answer", NOON));

    assertThat(lost.state().record()).contains(MINE);
    assertThat(lost.effects()).containsExactly(new SinkEffect.Close());
  }

  @Test
  void aRowThatWasSkippedLeavesATopicThatDoesNotMatch() {
    var streaming =
        in(new Phase.Streaming(MATCHING, Optional.empty(), new CutoverState.Idle()), WANTED);

    var whole = commit(after(streaming, boundary(160, false)));
    var skipped = commit(after(streaming, boundary(160, true)));

    assertThat(whole.topicMatches()).isTrue();
    assertThat(skipped.topicMatches()).isFalse();
    assertThat(skipped.frontier()).isEqualTo(Frontier.at(Given.at(160)));
  }

  @Test
  void aRowThatTheSnapshotSkippedLeavesATopicThatDoesNotMatch() {
    var spec =
        new SinkSpec(
            "topic", OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of("k"), true);
    var definition = new Definition(Version.FIRST, OLD, spec, Given.CONNECTIONS);
    var making = in(new Phase.Making(MINE), desired(5, definition, null));

    assertThat(commit(after(making, new SinkEvent.SourceMade(Given.at(160), true))).topicMatches())
        .isTrue();
    assertThat(commit(after(making, new SinkEvent.SourceMade(Given.at(160), false))).topicMatches())
        .isFalse();
  }

  private static SinkEvent boundary(long frontier, boolean skipped) {
    return new SinkEvent.Boundary(Frontier.at(Given.at(frontier)), true, true, Map.of(), skipped);
  }

  private static LiveRecord commit(Step step) {
    return step.effects().stream()
        .filter(SinkEffect.Commit.class::isInstance)
        .map(e -> (LiveRecord) ((SinkEffect.Commit) e).record())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatOnlyTheWriterKnewStaysInTheRecord() {
    var asked = Given.recordAtCutover(160);
    var written = asked.beginningAt(List.of(41L)).unannouncedIn(Set.of());
    var to = Given.candidate(Grant.CUT_OVER);
    var s =
        in(
            new Phase.Streaming(
                MINE, Optional.of(asked), new CutoverState.CommitUnknown(to, Given.at(160), true)),
            desired(6, definition(1, OLD), to));

    var committed = after(s, new SinkEvent.Committed(Optional.of(written)));
    var next = after(committed.state(), boundary(170, false));

    assertThat(committed.state().record()).contains(written);
    assertThat(commit(next).history()).isEqualTo(written.history());
    assertThat(commit(next).cutover()).isEqualTo(written.cutover());
  }

  @Test
  void whatOnlyTheWriterKnewStaysInTheRecordOfASinkThatWasStalled() {
    var asked = Given.recordAtCutover(160);
    var written = asked.beginningAt(List.of(41L));
    var to = Given.candidate(Grant.CUT_OVER);
    var s =
        in(
            new Phase.Stalled(
                MINE,
                Optional.of(asked),
                new CutoverState.CommitUnknown(to, Given.at(160), true),
                "stuck",
                NOON),
            desired(6, definition(1, OLD), to));

    var committed = after(s, new SinkEvent.Committed(Optional.of(written)));

    assertThat(committed.state().record()).contains(written);
  }

  @Test
  void theFirstVersionBeginsWhereTheTopicEndedBeforeTheSnapshot() {
    var making = in(new Phase.Making(MINE), WANTED);

    var first = commit(after(making, new SinkEvent.SourceMade(Given.at(160), false, List.of(7L))));

    assertThat(first.producerOf(0, 7)).contains(first.history().getFirst());
    assertThat(first.producerOf(0, 6)).isEmpty();
  }

  @Test
  void frontierThatGoesBackIsAnError() {
    assertThatThrownBy(() -> after(streaming(), new SinkEvent.Boundary(Frontier.START, true, true)))
        .hasMessageContaining("went back");
  }

  @Test
  void deletionWaitsForTheCommitUnderWay() {
    var committing =
        after(streaming(), new SinkEvent.Boundary(Frontier.at(Given.at(160)), true, true));
    var asked = after(committing.state(), live(Given.released(WANTED)));
    var committed = after(asked.state(), new SinkEvent.Committed());

    assertThat(asked.state().phase()).isInstanceOf(Phase.Streaming.class);
    assertThat(committed.state().phase()).isInstanceOf(Phase.Peeking.class);
  }

  @Test
  void relationWhoseSchemasAreNotRegisteredIsOpenedAnewOnceItIsActive() {
    var to = Given.candidate(Grant.CUT_OVER);
    var wanted = desired(6, definition(1, OLD), to);
    var next = Given.recordAtCutover(160);
    var s =
        in(
            new Phase.Streaming(
                MINE, Optional.of(next), new CutoverState.CommitUnknown(to, Given.at(160), false)),
            wanted);

    var committed = after(s, new SinkEvent.Committed());
    var stuck = after(committed.state(), new SinkEvent.RelationStuck("incompatible", NOON));

    assertThat(committed.state().phase()).isInstanceOf(Phase.Opening.class);
    assertThat(committed.effects())
        .containsSequence(new SinkEffect.Acknowledge(Given.at(160)), new SinkEffect.StopStream());
    assertThat(stuck.state().phase()).isInstanceOf(Phase.Stalled.class);
    assertThat(stuck.state().record()).contains(next);
  }

  @Test
  void pauseWaitsForTheCommitUnderWayAndClosesEverything() {
    var committing =
        after(streaming(), new SinkEvent.Boundary(Frontier.at(Given.at(160)), true, true));
    var asked = after(committing.state(), live(Given.run(Run.PAUSED, WANTED)));
    var committed = after(asked.state(), new SinkEvent.Committed());

    assertThat(asked.state().phase()).isInstanceOf(Phase.Streaming.class);
    assertThat(committed.state().phase()).isInstanceOf(Phase.Paused.class);
    assertThat(committed.effects()).endsWith(new SinkEffect.Close());
  }

  @Test
  void tryUnderWayEndsInTheRecordBeforeTheSinkPauses() {
    var s = after(streaming(), live(desired(6, definition(1, OLD), Given.candidate(null)))).state();
    var withdrawn =
        new Desired(7, "uid", Run.PAUSED, true, definition(1, OLD), Optional.empty(), 1, Set.of());

    var asked = after(s, live(withdrawn));
    var ending =
        after(asked.state(), new SinkEvent.Boundary(Frontier.at(Given.at(160)), false, true));
    var committed = after(ending.state(), new SinkEvent.Committed());

    assertThat(asked.state().phase()).isInstanceOf(Phase.Streaming.class);
    assertThat(committed.state().phase()).isInstanceOf(Phase.Paused.class);
    assertThat(((LiveRecord) committed.state().record().orElseThrow()).attemptsEnded())
        .isEqualTo(1);
  }

  @Test
  void processThatStartsPausedLooksAtTheRecordAndFencesNobody() {
    var s = started(Given.run(Run.PAUSED, WANTED));

    var peeked = after(s, new SinkEvent.Peeked(Optional.of(OF_OTHER)));

    assertThat(peeked.state().phase()).isEqualTo(new Phase.Paused(Optional.of(OF_OTHER)));
    assertThat(peeked.effects()).containsExactly(new SinkEffect.Close());
  }

  @Test
  void pausedSinkGoesOnFromTheRecordWhenToldTo() {
    var s = in(new Phase.Paused(Optional.of(MINE)), Given.run(Run.PAUSED, WANTED));

    assertThat(after(s, live(WANTED)).effects()).containsExactly(new SinkEffect.Peek());
    assertThat(after(s, live(Given.released(WANTED))).effects())
        .containsExactly(new SinkEffect.Peek());
  }

  @Test
  void droppedRecordNamesWhatIsLeftUntilItIsGone() {
    var s = in(new Phase.Reading(Phase.LastKnown.NOTHING), Given.released(WANTED));

    var read = after(s, new SinkEvent.RecordRead(Optional.of(MINE)));
    var dropping = after(read.state(), new SinkEvent.Committed());
    var dropped = after(dropping.state(), new SinkEvent.UpstreamDropped());

    var left = new DroppedRecord(Version.FIRST, "uid", Optional.of(MINE.upstream()));
    assertThat(read.effects()).containsExactly(new SinkEffect.Commit(left));
    assertThat(dropping.effects())
        .containsExactly(new SinkEffect.DropUpstream(MINE.upstream(), definition(1, OLD)));
    assertThat(dropped.effects())
        .containsExactly(
            new SinkEffect.Commit(new DroppedRecord(Version.FIRST, "uid", Optional.empty())));
  }

  @Test
  void releasedProcessLooksAtTheRecordForASinkThatWasMadeAgain() {
    var gone = new DroppedRecord(Version.FIRST, "uid", Optional.empty());
    var s = in(new Phase.Released(Optional.of(gone)), Given.released(WANTED));

    var asked = after(s, live(Given.of("next", WANTED)));

    assertThat(asked.effects()).containsExactly(new SinkEffect.Peek());
  }

  @Test
  void messageOfADeletedSinkDoesNotDisturbItsSuccessor() {
    var s = streaming();

    var asked =
        after(s, live(Given.of("elder", Given.released(desired(50, definition(2, OLD), null)))));

    assertThat(asked).isEqualTo(new Step(s, List.of()));
  }

  @Test
  void openingAgainKeepsTheTableThatATryIsBringingIn() {
    var to = Given.candidate(Grant.CUT_OVER);
    var s =
        in(
            new Phase.Stalled(
                MINE, Optional.empty(), new CutoverState.TakingSince(to), "stuck", NOON),
            WANTED);

    var opening = after(s, new SinkEvent.Tick(NOON));

    assertThat(opening.effects())
        .containsExactly(
            new SinkEffect.OpenSource(MINE, definition(1, OLD), Optional.of(Given.NEW.oid())));
  }

  @Test
  void relationThatIsNotWhatItWasWhenTheStreamIsOpenedStallsTheSinkAndKeepsItsTry() {
    var opening = in(new Phase.Opening(MINE, Optional.empty()), WANTED);

    var stalled = after(opening, new SinkEvent.RelationStuck("the table was dropped", NOON));

    assertThat(stalled.state().phase()).isInstanceOf(Phase.Stalled.class);
    assertThat(stalled.state().cutover()).contains(new CutoverState.Idle());
    assertThat(stalled.effects()).containsExactly(new SinkEffect.StopStream());
  }

  @Test
  void otherConnectionsBeginANewLifeFromTheRecord() {
    var rotated = Given.withPassword("new", WANTED);

    var asked = after(streaming(), live(rotated));
    var taken = after(claimed(asked.state()), new SinkEvent.Committed());

    assertThat(asked.effects()).containsExactly(new SinkEffect.Close(), new SinkEffect.Peek());
    assertThat(asked.state().record()).contains(MINE);
    assertThat(taken.effects()).containsExactly(new SinkEffect.TakeSource(rotated.active()));
  }

  @Test
  void otherSettingsBeginANewLifeToo() {
    var spec =
        new SinkSpec(
            "topic",
            OptionalInt.empty(),
            OptionalInt.empty(),
            Map.of("retention.ms", "1"),
            List.of("k"),
            false);
    var changed = new Definition(Version.FIRST, OLD, spec, Given.CONNECTIONS);

    var asked = after(streaming(), live(Given.with(WANTED, changed)));

    assertThat(asked.effects()).containsExactly(new SinkEffect.Close(), new SinkEffect.Peek());
  }

  @Test
  void whoeverIsToldTheSameAgainStreamsOn() {
    var s = streaming();

    assertThat(after(s, live(WANTED))).isEqualTo(new Step(s, List.of()));
  }

  @Test
  void commitUnderWayWhenConnectionsChangeIsNotGuessed() {
    var committing =
        after(streaming(), new SinkEvent.Boundary(Frontier.at(Given.at(160)), true, true));

    var asked = after(committing.state(), live(Given.withPassword("new", WANTED)));

    assertThat(asked.state().phase()).isInstanceOf(Phase.Peeking.class);
    assertThat(asked.state().record()).contains(MINE);
  }

  @Test
  void sinkThatFailsForAWrongPasswordTriesTheNewOneAtOnce() {
    var failed = after(streaming(), new SinkEvent.Lost("password authentication failed", NOON));

    var sameAgain = after(failed.state(), live(WANTED));
    var rotated = after(failed.state(), live(Given.withPassword("new", WANTED)));

    assertThat(sameAgain.effects()).isEmpty();
    assertThat(rotated.effects()).containsExactly(new SinkEffect.Peek());
  }

  @Test
  void stalledSinkTakesUpOtherConnections() {
    var s =
        in(
            new Phase.Stalled(MINE, Optional.empty(), new CutoverState.Idle(), "stuck", NOON),
            WANTED);

    var asked = after(s, live(Given.withPassword("new", WANTED)));

    assertThat(asked.effects()).containsExactly(new SinkEffect.Close(), new SinkEffect.Peek());
  }

  @Test
  void lostTableIsNoLongerCarriedFromTheNextCommitOn() {
    var atCutover = Given.recordAtCutover(160).withWriter(new Writer("uid", "process", 5));
    var verifying = new CutoverState.Verifying(Given.candidate(null).id(), Given.at(160));
    var s =
        in(
            new Phase.Streaming(atCutover, Optional.empty(), verifying),
            desired(5, definition(2, Given.NEW), null));

    var committing =
        after(s, boundary(160, Map.of(OLD.oid(), "was dropped", Given.NEW.oid(), "not told so")));
    var committed = after(committing.state(), new SinkEvent.Committed());

    var record = atCutover.notCarrying(Set.of(OLD.oid()));
    assertThat(record.carried()).containsOnlyKeys(Given.NEW.oid());
    assertThat(committing.effects()).containsExactly(new SinkEffect.Commit(record));
    assertThat(committed.effects())
        .contains(new SinkEffect.InCutover(new CutoverEffect.Unpublish(Set.of(OLD.oid()))));
  }

  @Test
  void tryWhoseTableIsLostEndsBeforeItCanCutOver() {
    var to = Given.candidate(Grant.CUT_OVER);
    var record = MINE.carrying(Given.NEW.oid(), Given.at(120));
    var ready =
        new CutoverState.CuttingOver(
            to, Given.at(120), Optional.of(new Readiness(List.of(7L), true)));
    var s =
        in(
            new Phase.Streaming(record, Optional.empty(), ready),
            desired(5, definition(1, OLD), to));

    var committing = after(s, boundary(160, Map.of(Given.NEW.oid(), "was dropped")));

    var next = ((Phase.Streaming) committing.state().phase()).inFlight().orElseThrow();
    assertThat(next.version()).isEqualTo(Version.FIRST);
    assertThat(next.carried()).containsOnlyKeys(OLD.oid());
    assertThat(next.ended().orElseThrow().message()).isEqualTo("was dropped");
  }

  private static SinkEvent boundary(long frontier, Map<Long, String> lost) {
    return new SinkEvent.Boundary(Frontier.at(Given.at(frontier)), false, true, lost);
  }

  /** From a first look at a record of its own to the commit under its name. */
  private static SinkState claimed(SinkState peeking) {
    var peeked = after(peeking, new SinkEvent.Peeked(Optional.of(MINE)));
    var fenced = after(peeked.state(), new SinkEvent.Fenced());
    return after(fenced.state(), new SinkEvent.RecordRead(Optional.of(MINE))).state();
  }

  private static SinkState started(Desired file) {
    return after(SinkState.atStart(Given.SINK, "process"), new SinkEvent.Asked(file, false))
        .state();
  }

  private static SinkState streaming() {
    return in(new Phase.Streaming(MINE, Optional.empty(), new CutoverState.Idle()), WANTED);
  }

  private static SinkState in(Phase phase, Desired wanted) {
    return new SinkState(Given.SINK, "process", Optional.of(wanted), true, phase);
  }

  private static SinkEvent live(Desired desired) {
    return new SinkEvent.Asked(desired, true);
  }

  private static Step after(SinkState s, SinkEvent event) {
    return Lifecycle.on(s, event);
  }
}
