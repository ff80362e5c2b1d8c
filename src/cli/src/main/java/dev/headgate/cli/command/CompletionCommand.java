package dev.headgate.cli.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Prints a script by which bash and zsh complete kubectl-headgate.")
final class CompletionCommand implements Callable<Integer> {

  private final Session session;

  @Spec private CommandSpec command;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var root = command.root();
    session.out().print(AutoComplete.bash(root.name(), root.commandLine()));
    return ExitCode.OK;
  }
}
