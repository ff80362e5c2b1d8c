package dev.headgate.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The part of docs/cli.md that tells each command, made from the commands. */
final class CommandReference {

  private final StringBuilder text = new StringBuilder();

  private CommandReference() {}

  static String of(CommandLine root) {
    var reference = new CommandReference();
    reference.text.append("Every command takes:\n\n");
    reference.table(reference.rows(root.getCommandSpec(), true));
    leaves(root).forEach(reference::command);
    return reference.text.toString();
  }

  private static Stream<CommandSpec> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command.getCommandSpec())
        : command.getSubcommands().values().stream().flatMap(CommandReference::leaves);
  }

  private void command(CommandSpec command) {
    text.append("\n### %s\n\n".formatted(name(command)));
    text.append("`%s`\n\n".formatted(synopsis(command)));
    text.append(String.join(" ", command.usageMessage().description())).append("\n");
    var rows = rows(command, false);
    if (!rows.isEmpty()) {
      text.append("\n");
      table(rows);
    }
  }

  private static String name(CommandSpec command) {
    return command.qualifiedName().replace("kubectl-headgate ", "");
  }

  private static String synopsis(CommandSpec command) {
    var custom = command.usageMessage().customSynopsis();
    if (custom.length > 0) {
      return String.join(" ", custom);
    }
    var parts = new ArrayList<String>();
    parts.add("kubectl headgate " + name(command));
    command.positionalParameters().forEach(p -> parts.add(p.paramLabel()));
    own(command).map(option -> "[" + shown(option) + "]").forEach(parts::add);
    return String.join(" ", parts);
  }

  private List<String> rows(CommandSpec command, boolean root) {
    var rows = new ArrayList<String>();
    command.positionalParameters().forEach(p -> rows.add(row(p.paramLabel(), p.description())));
    (root ? command.options().stream() : own(command))
        .forEach(
            option ->
                rows.add(
                    row(
                        String.join(", ", option.names()) + argument(option),
                        option.description())));
    return rows;
  }

  private static Stream<OptionSpec> own(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp());
  }

  private static String shown(OptionSpec option) {
    return option.shortestName() + argument(option);
  }

  private static String argument(OptionSpec option) {
    return option.arity().max() == 0 ? "" : " " + option.paramLabel();
  }

  private static String row(String what, String... description) {
    return "| `%s` | %s |\n".formatted(what, String.join(" ", description));
  }

  private void table(List<String> rows) {
    text.append("| | |\n|---|---|\n");
    rows.forEach(text::append);
  }
}
