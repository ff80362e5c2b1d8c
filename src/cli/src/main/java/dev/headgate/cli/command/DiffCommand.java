package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.cli.change.Asked;
import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.PreviewText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
    name = "diff",
    description =
        "Shows what the cutover of a Sink would come to: fields, the registry's verdict, and how"
            + " many keys are stale, missing and orphan (status.cutover.preview).")
final class DiffCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private SinkName name;
  @Mixin private OutputOption output;

  DiffCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var cluster = session.open()) {
      var sink = cluster.sinks().get(name.get()).sink();
      var cutover = previewed(sink);
      session
          .out()
          .print(
              output.get().isTable()
                  ? new PreviewText(session.ages()).of(cutover, cutover.preview())
                  : new Documents().of(output.get(), cutover.preview()));
      return ExitCode.OK;
    }
  }

  private static SinkStatus.Cutover previewed(Sink sink) {
    var asked = new Asked(sink);
    return asked
        .cutover()
        .filter(cutover -> cutover.preview() != null)
        .orElseThrow(
            () ->
                new Refusal(
                    ("Sink %s has no preview%s.\n"
                            + "  One is made while a cutover awaits promotion: set"
                            + " spec.cutover.promotion to Manual before you edit from.")
                        .formatted(
                            asked.name(),
                            asked
                                .underWay()
                                .map(c -> ", its cutover is " + c.step())
                                .orElse(", as no cutover is under way"))));
  }
}
