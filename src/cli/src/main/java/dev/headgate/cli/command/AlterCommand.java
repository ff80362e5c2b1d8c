package dev.headgate.cli.command;

import picocli.CommandLine.Command;

/** Groups what can be altered. */
@Command(name = "alter", description = "Changes what a Sink is.")
final class AlterCommand {}
