package dev.headgate.cli.command;

import picocli.CommandLine.Command;

/** Groups what can be shown. */
@Command(name = "get", description = "Shows Sinks.")
final class GetCommand {}
