package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.change.Changes;
import picocli.CommandLine.Command;

@Command(
    name = "pause",
    description = "Lets nothing flow for now (paused). A cutover under way is given up.")
final class PauseCommand extends ChangeCommand {

  PauseCommand(Session session) {
    super(session);
  }

  @Override
  Change change(Sink sink) {
    return Changes.pause(sink);
  }
}
