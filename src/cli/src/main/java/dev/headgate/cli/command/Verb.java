package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.cli.cluster.Sinks.Changed;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.Format;
import java.util.function.Function;

/** What all commands that change a Sink have in common: change it and say so. */
final class Verb {

  private final Session session;
  private final Format format;

  Verb(Session session, Format format) {
    this.session = session;
    this.format = format;
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
