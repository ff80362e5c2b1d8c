package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.change.Changes;
import picocli.CommandLine.Command;

@Command(
    name = "abort",
    description =
        "Gives a cutover up: puts from back to what flows. Refused past the point of no return. Of"
            + " a refresh on demand, lowers cutover.attempt and sets cutover.mode to Forward.")
final class AbortCommand extends ChangeCommand {

  AbortCommand(Session session) {
    super(session);
  }

  @Override
  Change change(Sink sink) {
    return Changes.abort(sink);
  }
}
