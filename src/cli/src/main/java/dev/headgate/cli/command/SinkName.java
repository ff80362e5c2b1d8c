package dev.headgate.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which Sink: {@code sink NAME}, {@code sink/NAME}, or the name alone. */
final class SinkName {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      arity = "1..2",
      paramLabel = "[sink] NAME",
      hideParamSyntax = true,
      description = "Name of the Sink; the word sink may stand before it.")
  private List<String> words;

  String get() {
    if (words.size() == 2) {
      if (!isKind(words.getFirst())) {
        throw wrong("%s is no kind of resource here: write sink".formatted(words.getFirst()));
      }
      return words.getLast();
    }
    var word = words.getFirst();
    int slash = word.indexOf('/');
    if (slash >= 0 && !isKind(word.substring(0, slash))) {
      throw wrong("%s is no Sink: write sink/NAME".formatted(word));
    }
    return word.substring(slash + 1);
  }

  private static boolean isKind(String word) {
    return word.equals("sink") || word.equals("sinks") || word.equals("sinks.headgate.dev");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
