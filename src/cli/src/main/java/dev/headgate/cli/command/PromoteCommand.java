package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.change.Changes;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "promote",
    description = "Lets a cutover that awaits promotion go on (cutover.promote).")
final class PromoteCommand extends ChangeCommand {

  @Option(
      names = "--id",
      paramLabel = "CUTOVER",
      description =
          "Id of the cutover that you have looked at: another one is not let go on. Unless given:"
              + " the one that the status shows.")
  private String id;

  PromoteCommand(Session session) {
    super(session);
  }

  @Override
  Change change(Sink sink) {
    return Changes.promote(sink, Optional.ofNullable(id));
  }
}
