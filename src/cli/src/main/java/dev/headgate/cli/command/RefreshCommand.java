package dev.headgate.cli.command;

import dev.headgate.cli.change.Changes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "refresh",
    description =
        "Writes all of the Relation once more, and tombstones for the other keys of the topic"
            + " (cutover.attempt, cutover.mode). The mode stays Refresh.")
final class RefreshCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private SinkName name;
  @Mixin private WaitOptions wait;
  @Mixin private OutputOption output;

  RefreshCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var cluster = session.open()) {
      return new Verb(session, output.get()).run(cluster, name.get(), Changes::refresh, wait, true);
    }
  }
}
