package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** A command that changes a Sink and does not wait. */
abstract class ChangeCommand implements Callable<Integer> {

  private final Session session;

  @Mixin private SinkName name;
  @Mixin private OutputOption output;

  ChangeCommand(Session session) {
    this.session = session;
  }

  /** What to write; may refuse. */
  abstract Change change(Sink sink);

  @Override
  public final Integer call() {
    try (var cluster = session.open()) {
      new Verb(session, output.get()).run(cluster, name.get(), this::change);
      return ExitCode.OK;
    }
  }
}
