package dev.headgate.cli;

import dev.headgate.cli.command.Commands;
import dev.headgate.cli.command.Surroundings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine.Help.Ansi;

/** Started by {@code bin/kubectl-headgate}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    var out = writer(FileDescriptor.out);
    var err = writer(FileDescriptor.err);
    var around = new Surroundings(out, err, Clock.systemUTC(), Ansi.AUTO.enabled());
    int code = Commands.of(around).execute(args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static PrintWriter writer(FileDescriptor to) {
    return new PrintWriter(new FileOutputStream(to), false, StandardCharsets.UTF_8);
  }
}
