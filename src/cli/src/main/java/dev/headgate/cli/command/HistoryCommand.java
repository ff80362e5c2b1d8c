package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.SinkStatus.HistoryEntry;
import dev.headgate.cli.change.Asked;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.HistoryTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
    name = "history",
    description =
        "Lists the versions of a Sink: which Relation flowed, from which T and offsets on, and who"
            + " asked for it (status.history).")
final class HistoryCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private SinkName name;
  @Mixin private OutputOption output;

  HistoryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var cluster = session.open()) {
      var sink = cluster.sinks().get(name.get()).sink();
      List<HistoryEntry> history =
          new Asked(sink).status().map(status -> status.history()).orElse(List.of());
      var format = output.get();
      if (!format.isTable()) {
        session.out().print(new Documents().of(format, history));
      } else if (history.isEmpty()) {
        session.err().println("Sink %s has no version yet.".formatted(name.get()));
      } else {
        session.out().print(new HistoryTable(session.ages()).of(history));
      }
      return ExitCode.OK;
    }
  }
}
