package dev.headgate.control;

import dev.headgate.dataflow.cutover.CutoverStep;
import dev.headgate.dataflow.cutover.Grant;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.SchemaCheck;
import dev.headgate.dataflow.preview.KeyDifference;
import java.util.List;
import java.util.function.Function;

/**
 * The words that messages have for the constants of an enum.
 *
 * @param constants all of them
 * @param word the word of each, another one for each
 */
record Words<E extends Enum<E>>(List<E> constants, Function<E, String> word) {

  static final Words<Run> RUN = new Words<>(List.of(Run.values()), Words::of);
  static final Words<Grant> GRANT = new Words<>(List.of(Grant.values()), Words::of);
  static final Words<Mode> MODE = new Words<>(List.of(Mode.values()), Words::of);
  static final Words<SchemaCheck> SCHEMA_CHECK =
      new Words<>(List.of(SchemaCheck.values()), Words::of);
  static final Words<Activity> ACTIVITY = new Words<>(List.of(Activity.values()), Words::of);
  static final Words<CutoverStep> STEP =
      new Words<>(List.of(CutoverStep.values()), CutoverStep::word);

  static final Words<KeyDifference.Reason> NOT_COUNTED =
      new Words<>(List.of(KeyDifference.Reason.values()), Words::of);

  String word(E constant) {
    return word.apply(constant);
  }

  E read(Member member) {
    var text = member.value().textValue();
    return constants.stream()
        .filter(constant -> word(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> member.mustBe(listed()));
  }

  private String listed() {
    var words = constants.stream().map(word).toList();
    return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  private static String of(Run run) {
    return switch (run) {
      case RUNNING -> "Running";
      case PAUSED -> "Paused";
      case RELEASED -> "Released";
    };
  }

  private static String of(Grant grant) {
    return switch (grant) {
      case PREPARE -> "Prepare";
      case CUT_OVER -> "CutOver";
    };
  }

  private static String of(Mode mode) {
    return switch (mode) {
      case FORWARD -> "Forward";
      case RECONCILE -> "Reconcile";
      case REFRESH -> "Refresh";
    };
  }

  private static String of(SchemaCheck check) {
    return switch (check) {
      case BEFORE_CUTOVER -> "BeforeCutover";
      case AFTER_CUTOVER -> "AfterCutover";
    };
  }

  private static String of(Activity activity) {
    return switch (activity) {
      case STARTING -> "Starting";
      case STREAMING -> "Streaming";
      case STALLED -> "Stalled";
      case RETRYING -> "Retrying";
      case WAITING -> "Waiting";
      case PAUSED -> "Paused";
      case RELEASING -> "Releasing";
      case RELEASED -> "Released";
    };
  }

  private static String of(KeyDifference.Reason reason) {
    return switch (reason) {
      case TIMED_OUT -> "TimedOut";
      case NOT_ALLOWED -> "NotAllowed";
      case FAILED -> "Failed";
    };
  }
}
