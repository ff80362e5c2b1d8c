package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.cli.change.Asked;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** {@code explain}: why a Sink is as it is, in the operator's words, and what can be done. */
public record Explanation(Ages ages) {

  public String of(Sink sink) {
    var asked = new Asked(sink);
    var text = new StringBuilder();
    text.append("Sink %s is %s.\n".formatted(asked.name(), word(asked)));
    text.append(flows(asked));
    asked
        .status()
        .filter(
            s ->
                s.observedGeneration() == null
                    || s.observedGeneration() < sink.getMetadata().getGeneration())
        .ifPresent(
            s -> text.append("The operator has not looked at the last change of its spec yet.\n"));
    Conditions.find(sink, "Ready").ifPresent(ready -> text.append(ready(ready)));
    asked.status().map(SinkStatus::error).ifPresent(e -> section(text, "Error", List.of(e)));
    asked
        .status()
        .map(SinkStatus::details)
        .ifPresent(
            details -> {
              section(text, "Hints", Optional.ofNullable(details.hints()).orElse(List.of()));
              Optional.ofNullable(details.namespaced())
                  .ifPresent(
                      errors ->
                          errors.forEach(
                              (part, e) -> section(text, "Error of " + part, List.of(e))));
            });
    if (asked.status().map(SinkStatus::workerUpdatePending).orElse(false)) {
      section(
          text,
          "Its worker is not as the operator makes them now",
          List.of("to replace it: kubectl headgate restart sink " + asked.name()));
    }
    asked.cutover().ifPresent(cutover -> cutover(text, asked, cutover));
    return text.toString();
  }

  private String word(Asked asked) {
    return asked
        .status()
        .filter(status -> status.status() != null)
        .map(
            status ->
                "%s, for %s now"
                    .formatted(status.status(), ages.since(status.lastStatusChangeAt())))
        .orElse("not known to the operator yet");
  }

  private static String flows(Asked asked) {
    var active = asked.active();
    if (active.isEmpty()) {
      return "Nothing flows yet; spec.from names %s.\n".formatted(asked.from());
    }
    return active.get().equals(asked.from())
        ? "%s flows, as spec.from asks.\n".formatted(active.get())
        : "%s flows; spec.from names %s.\n".formatted(active.get(), asked.from());
  }

  private static String ready(Condition ready) {
    var text = new StringBuilder();
    stated(
        text,
        "Ready is %s, because of %s".formatted(ready.getStatus(), ready.getReason()),
        ready.getMessage());
    return text.toString();
  }

  private static void cutover(StringBuilder text, Asked asked, SinkStatus.Cutover cutover) {
    stated(
        text,
        "Cutover %s, %s to %s, is %s"
            .formatted(cutover.id(), cutover.from(), cutover.to(), cutover.step()),
        cutover.message());
    section(text, "It waits for", cutover.blockers());
    section(text, "Wrong with " + cutover.to(), cutover.problems());
    section(text, "What you can do", remedies(asked, cutover));
  }

  private static List<String> remedies(Asked asked, SinkStatus.Cutover cutover) {
    var command = "kubectl headgate %s sink " + asked.name();
    return switch (Asked.step(cutover)) {
      case Validating, Preparing, CatchingUp, Comparing, CuttingOver, Repairing ->
          List.of("give it up: " + command.formatted("abort"));
      case AwaitingPromotion ->
          List.of(
              "see what it comes to: " + command.formatted("diff"),
              "let it go on: " + command.formatted("promote"),
              "give it up: " + command.formatted("abort"));
      case TimedOut, Failed ->
          asked.active().filter(cutover.to()::equals).isPresent()
              ? List.of()
              : List.of(
                  "try again: %s set from %s --retry"
                      .formatted(command.formatted("alter"), cutover.to()),
                  "put from back: " + command.formatted("abort"));
      case CommitUnknown, Verifying, Completed, Aborted -> List.of();
    };
  }

  /**
   * Something that is told also where nothing is to be added.
   *
   * @param message null or empty where there is none
   */
  private static void stated(StringBuilder text, String title, String message) {
    if (message == null || message.isEmpty()) {
      text.append('\n').append(title).append(".\n");
    } else {
      section(text, title, List.of(message));
    }
  }

  private static void section(StringBuilder text, String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    text.append('\n').append(title).append(":\n");
    lines.stream()
        .flatMap(String::lines)
        .forEach(line -> text.append("  ").append(line).append('\n'));
  }
}
