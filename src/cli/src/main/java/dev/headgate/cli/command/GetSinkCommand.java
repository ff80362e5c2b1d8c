package dev.headgate.cli.command;

import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.SinkTree;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "sink", description = "Shows a Sink with its cutover, Relations and worker.")
final class GetSinkCommand implements Callable<Integer> {

  /** Clears a terminal and goes to its upper left corner (ECMA-48). */
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  /** Ages go on also where nothing happens. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private static final Duration NO_TICK = Duration.ofHours(1);

  private final Session session;

  @Parameters(paramLabel = "NAME", description = "Name of the Sink.")
  private String name;

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again whenever something changes, until Ctrl-C or its end.")
  private boolean watch;

  @Mixin private OutputOption output;

  GetSinkCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var cluster = session.open()) {
      if (watch) {
        follow(cluster);
      } else {
        session.out().print(shown(cluster));
      }
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted.");
    }
  }

  private void follow(Cluster cluster) throws InterruptedException {
    var last = "";
    boolean pods = cluster.pods(cluster.sinks().get(name)).isPresent();
    try (var changes = cluster.watchAround(name, pods)) {
      while (cluster.sinks().find(name).isPresent()) {
        var text = shown(cluster);
        if (!text.equals(last)) {
          session.out().print(session.around().terminal() ? CLEAR + text : text + "\n");
          session.out().flush();
          last = text;
        }
        changes.await(session.around().terminal() ? TICK : NO_TICK);
      }
    }
    session.err().println("Sink %s is gone.".formatted(name));
  }

  private String shown(Cluster cluster) {
    var object = cluster.sinks().get(name);
    if (!output.get().isTable()) {
      return new Documents().of(output.get(), Documents.shown(object));
    }
    var relations = new HashMap<String, Relation>();
    for (var relation : SinkTree.relationsOf(object.sink())) {
      cluster.relation(relation).ifPresent(found -> relations.put(relation, found));
    }
    return new SinkTree(object.sink(), relations, cluster.pods(object), session.ages()).text();
  }
}
