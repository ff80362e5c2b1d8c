package dev.headgate.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The root of all commands. */
@Command(
    name = "kubectl-headgate",
    description =
        "Shows and changes Headgate's Sinks. It changes fields of specs only, as the field manager"
            + " kubectl-headgate.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused, failed, or a cutover that was waited for ended without success",
      "2:not understood"
    })
final class HeadgateCommand {

  @Mixin private final Session session;

  HeadgateCommand(Session session) {
    this.session = session;
  }

  Session session() {
    return session;
  }
}
