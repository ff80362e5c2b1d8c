package dev.headgate.cli.command;

import dev.headgate.cli.change.Changes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sink",
    customSynopsis =
        "kubectl headgate alter sink NAME set from RELATION [--retry] [--wait [--timeout=SECONDS]]"
            + " [-o=FORMAT]",
    description = "Cuts a Sink over to another Relation (from).")
final class AlterSinkCommand implements Callable<Integer> {

  private static final int WORDS = 4;

  private final Session session;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "4",
      paramLabel = "NAME set from RELATION",
      hideParamSyntax = true,
      description = "The Sink, the words set from, and the Relation that is to flow.")
  private List<String> words;

  @Option(
      names = "--retry",
      description =
          "Try again what ended without success, where from names the Relation already"
              + " (cutover.attempt).")
  private boolean retry;

  @Mixin private WaitOptions wait;
  @Mixin private OutputOption output;

  AlterSinkCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (words.size() != WORDS || !isWord(1, "set") || !isWord(2, "from")) {
      throw new ParameterException(
          command.commandLine(),
          "%s is not NAME set from RELATION".formatted(String.join(" ", words)));
    }
    var name = words.getFirst();
    try (var cluster = session.open()) {
      return new Verb(session, output.get())
          .run(cluster, name, sink -> Changes.setFrom(sink, words.getLast(), retry), wait, retry);
    }
  }

  private boolean isWord(int index, String word) {
    return words.get(index).toLowerCase(Locale.ROOT).equals(word);
  }
}
