package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.cli.cluster.Sinks.Changed;
import dev.headgate.cli.follow.CutoverFollow;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.Format;
import java.util.function.Function;
import picocli.CommandLine.ExitCode;

/** What all commands that change a Sink have in common: change it and say so. */
final class Verb {

  private final Session session;
  private final Format format;

  Verb(Session session, Format format) {
    this.session = session;
    this.format = format;
  }

  /**
   * Likewise, and if that is wanted follows the cutover to its end.
   *
   * @param mustBegin whether a new try is needed also where the relation flows already
   * @return the exit code
   */
  int run(
      Cluster cluster,
      String name,
      Function<Sink, Change> decide,
      WaitOptions wait,
      boolean mustBegin) {
    var changed = run(cluster, name, decide);
    if (!wait.isWanted()) {
      return ExitCode.OK;
    }
    var follow = CutoverFollow.of(changed.before().sink(), changed.after().sink(), mustBegin);
    return new Waiting(session, cluster, name).until(follow, wait.timeout());
  }

  Changed run(Cluster cluster, String name, Function<Sink, Change> decide) {
    var changed = cluster.sinks().change(name, decide);
    if (format.isTable()) {
      session.out().println("sink.headgate.dev/%s %s".formatted(name, changed.change().says()));
    } else {
      session.out().print(new Documents().of(format, Documents.shown(changed.after())));
    }
    session.out().flush();
    return changed;
  }
}
