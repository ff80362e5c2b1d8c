package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.change.Changes;
import picocli.CommandLine.Command;

@Command(
    name = "restart",
    description =
        "Replaces the worker's pod by one with the image and settings that the operator gives new"
            + " workers (worker.rollout). Nothing is lost or doubled.")
final class RestartCommand extends ChangeCommand {

  RestartCommand(Session session) {
    super(session);
  }

  @Override
  Change change(Sink sink) {
    return Changes.restart(sink);
  }
}
