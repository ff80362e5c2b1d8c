package dev.headgate.dataflow.lifecycle;

import static dev.headgate.dataflow.cutover.Given.NEW;
import static dev.headgate.dataflow.cutover.Given.OLD;
import static dev.headgate.dataflow.cutover.Given.definition;
import static dev.headgate.dataflow.cutover.Given.desired;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Given;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.progress.DroppedRecord;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.sink.Version;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may run a sink. */
class AdmissionTest {

  private static final Desired SHOWS_OLD = desired(5, definition(1, OLD), null);
  private static final LiveRecord LIVE =
      Given.record(150).withWriter(new LiveRecord.Writer("uid", "other", 3));
  private static final DroppedRecord GONE =
      new DroppedRecord(Version.FIRST, "elder", Optional.empty());
  private static final DroppedRecord LEFT =
      new DroppedRecord(Version.FIRST, "elder", Optional.of(LIVE.upstream()));

  static Stream<Arguments> rules() {
    var tryNew = desired(5, definition(1, OLD), Given.candidate(Grant.CUT_OVER));
    var secondVersion = desired(5, definition(2, NEW), null);
    return Stream.of(
        rule("active is the record's", SHOWS_OLD, LIVE, Admission.GoOn.class),
        rule(
            "an old file resumes",
            desired(1, definition(1, OLD), null),
            LIVE,
            Admission.GoOn.class),
        rule("candidate is the record's", tryNew, Given.recordAtCutover(160), Admission.GoOn.class),
        rule("neither is the record's", secondVersion, LIVE, Admission.Wait.class),
        rule("a new sink", firstVersion(1, Run.RUNNING), null, Admission.Create.class),
        rule("a record is expected", SHOWS_OLD, null, Admission.Wait.class),
        rule(
            "version 2 without a record", firstVersion(2, Run.RUNNING), null, Admission.Wait.class),
        rule("to be released", Given.released(SHOWS_OLD), LIVE, Admission.Drop.class),
        rule(
            "an old wish to release",
            Given.released(desired(2, definition(1, OLD), null)),
            LIVE,
            Admission.Wait.class),
        rule(
            "never made, released",
            firstVersion(1, Run.RELEASED),
            null,
            Admission.NothingToRelease.class),
        rule("another uid, newer", Given.of("new", SHOWS_OLD), LIVE, Admission.GoOn.class),
        rule(
            "another uid, older",
            Given.of("new", desired(3, definition(1, OLD), null)),
            LIVE,
            Admission.Wait.class),
        rule(
            "another uid whose candidate is the record's",
            Given.of("elder", tryNew),
            Given.recordAtCutover(160),
            Admission.Wait.class),
        rule(
            "a deleted Sink's wish to release its successor",
            Given.of("elder", Given.released(SHOWS_OLD)),
            Given.recordAtCutover(160),
            Admission.Wait.class),
        rule("a deleted Sink again", Given.of("elder", secondVersion), GONE, Admission.Wait.class),
        rule("the next version of a deleted name", secondVersion, GONE, Admission.Create.class),
        rule("the first version of a deleted name", SHOWS_OLD, GONE, Admission.Wait.class),
        rule("leftovers go first", secondVersion, LEFT, Admission.ClearLeftovers.class),
        rule(
            "leftovers are released",
            Given.released(SHOWS_OLD),
            LEFT,
            Admission.ClearLeftovers.class),
        rule(
            "released already", Given.released(SHOWS_OLD), GONE, Admission.NothingToRelease.class));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("rules")
  void recordDecides(
      String rule, Desired wanted, ProgressRecord found, Class<? extends Admission> outcome) {
    assertThat(Admission.of(wanted, Optional.ofNullable(found))).isInstanceOf(outcome);
  }

  private static Arguments rule(
      String rule, Desired wanted, ProgressRecord found, Class<? extends Admission> outcome) {
    return arguments(rule, wanted, found, outcome);
  }

  private static Desired firstVersion(int version, Run run) {
    return new Desired(
        1, "uid", run, false, definition(version, OLD), Optional.empty(), 0, Set.of());
  }
}
