package dev.headgate.cli.command;

import dev.headgate.cli.cluster.SinkObject;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.Format;
import dev.headgate.cli.view.SinkTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "sinks", description = "Lists Sinks.")
final class GetSinksCommand implements Callable<Integer> {

  private final Session session;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Those of all namespaces.")
  private boolean all;

  @Mixin private OutputOption output;

  GetSinksCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var cluster = session.open()) {
      var sinks = cluster.sinks().list(all);
      var format = output.get();
      if (!format.isTable()) {
        session.out().print(new Documents().of(format, Documents.list(sinks)));
      } else if (sinks.isEmpty()) {
        session
            .err()
            .println(
                all
                    ? "No Sinks found."
                    : "No Sinks found in namespace %s.".formatted(cluster.namespace()));
      } else {
        session
            .out()
            .print(
                new SinkTable(session.ages(), all, format == Format.wide)
                    .of(sinks.stream().map(SinkObject::sink).toList()));
      }
      return ExitCode.OK;
    }
  }
}
