package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.change.Changes;
import picocli.CommandLine.Command;

@Command(name = "resume", description = "Lets a paused Sink go on (paused).")
final class ResumeCommand extends ChangeCommand {

  ResumeCommand(Session session) {
    super(session);
  }

  @Override
  Change change(Sink sink) {
    return Changes.resume(sink);
  }
}
