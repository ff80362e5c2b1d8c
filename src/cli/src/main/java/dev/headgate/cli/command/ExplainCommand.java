package dev.headgate.cli.command;

import dev.headgate.cli.view.Explanation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
    name = "explain",
    description = "Says why a Sink is as it is, what it waits for, and what you can do.")
final class ExplainCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private SinkName name;

  ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var cluster = session.open()) {
      var sink = cluster.sinks().get(name.get()).sink();
      session.out().print(new Explanation(session.ages()).of(sink));
      return ExitCode.OK;
    }
  }
}
