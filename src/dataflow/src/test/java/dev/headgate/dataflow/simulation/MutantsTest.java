package dev.headgate.dataflow.simulation;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The histories can fail: each planted bug is found by them. */
@Execution(ExecutionMode.CONCURRENT)
class MutantsTest {

  private static final int STEPS = 600;
  private static final int HISTORIES = 200_000;

  static Stream<Arguments> mutants() {
    return Stream.of(
        mutant("T one too late", () -> new Mutants.ShiftedT(1)),
        mutant("T one too early", () -> new Mutants.ShiftedT(-1)),
        mutant("acknowledged before committed", Mutants.AcknowledgedBeforeCommitted::new),
        mutant("progress not read again after fencing", Mutants.NotReadAgainAfterFencing::new),
        mutant("resumed from a stale file", Mutants.ResumedFromAStaleFile::new),
        mutant("since without the wait", Mutants.SinceWithoutTheWait::new),
        mutant("since with the wait for xmax alone", Mutants.SinceWithTheWaitForXmax::new),
        mutant("since from before the wait", Mutants.SinceFromBeforeTheWait::new),
        mutant("an ended try is begun again", Mutants.EndedTryBegunAgain::new),
        mutant("a lost commit is taken for failed", () -> new Mutants.OutcomeGuessed(false)),
        mutant("a lost commit is taken for done", () -> new Mutants.OutcomeGuessed(true)),
        mutant("unpublished before recorded", Mutants.UnpublishedBeforeRecorded::new),
        mutant("sessions of a replaced process live", Mutants.SessionsOfOthersLive::new),
        mutant("a replaced writer is not fenced", Mutants.NotFenced::new),
        mutant("record committed apart from the rows", Mutants.RecordApartFromRows::new),
        mutant("a try ends when asked, not when recorded", Mutants.EndedWhenAsked::new),
        mutant("a second snapshot at a restart", Mutants.SnapshotAgain::new),
        mutant("a file's grant is heeded", Mutants.GrantOfAFileHeeded::new),
        mutant("the old table is let go at T", Mutants.LetGoAtT::new),
        mutant("released without a record", Mutants.ReleasedWithoutARecord::new),
        mutant("a withdrawn try is not counted", Mutants.WithdrawnWithoutRaising::new),
        mutant("a deadline is ignored", Mutants.DeadlineIgnored::new),
        mutant("any promotion is heeded", Mutants.AnyPromotionHeeded::new),
        mutant("a promotion is not awaited", Mutants.PromotionNotAwaited::new),
        mutant("a repair is not written", Mutants.RepairNotWritten::new),
        mutant("a repair is as of before T", Mutants.RepairAsOfBefore::new),
        mutant("a refresh takes the old relation's keys", Mutants.RefreshOfOldKeys::new),
        mutant("a refresh leaves out what did not change", Mutants.RefreshOfChangesAlone::new),
        mutant("a raised attempt does not refresh", Mutants.NoRefreshOnDemand::new),
        mutant("reconciled from what is not known", Mutants.ReconciledFromTheUnknown::new),
        mutant("older rows not looked for", Mutants.OlderRowsNotLookedFor::new),
        mutant("said to match after going forward", Mutants.SaidToMatch::new),
        mutant("limits are not heeded", Mutants.LimitsNotHeeded::new),
        mutant("a third relation not through the old one", Mutants.ThirdNotThroughTheOld::new),
        mutant("sessions outlive the drop", Mutants.SessionsOutliveTheDrop::new),
        mutant("opening takes the candidate out", Mutants.OpeningTakesTheCandidateOut::new),
        mutant("a deleted Sink is told by its generation", Mutants.UidNotCompared::new),
        mutant("other connections are not taken up", Mutants.ConnectionsNotTakenUp::new));
  }

  private static Arguments mutant(String name, Supplier<Protocol> bug) {
    return arguments(name, bug);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void isFound(String name, Supplier<Protocol> bug) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      try {
        new World(seed, bug.get()).run(STEPS);
      } catch (AssertionError | RuntimeException e) {
        System.out.printf("mutant \"%s\" found by history %d: %s%n", name, seed, firstLine(e));
        return;
      }
    }
    Assertions.fail("\"%s\" survived %d histories".formatted(name, HISTORIES));
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(0, Math.min(message.length(), 160)).lines().findFirst().orElse("");
  }
}
