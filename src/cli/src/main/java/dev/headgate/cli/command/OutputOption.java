package dev.headgate.cli.command;

import dev.headgate.cli.view.Format;
import picocli.CommandLine.Option;

/** In which form an answer is wanted. */
final class OutputOption {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of table, wide, json and yaml; table unless given.")
  private Format format;

  Format get() {
    return format;
  }
}
