package dev.headgate.cli.command;

import dev.headgate.cli.change.Changes;
import dev.headgate.cli.follow.CutoverFollow;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
      var changed = new Verb(session, output.get()).run(cluster, name.get(), Changes::refresh);
      if (!wait.isWanted()) {
        return ExitCode.OK;
      }
      var follow = CutoverFollow.of(changed.before().sink(), changed.after().sink(), true);
      return new Waiting(session, cluster, name.get()).until(follow, wait.timeout());
    }
  }
}
