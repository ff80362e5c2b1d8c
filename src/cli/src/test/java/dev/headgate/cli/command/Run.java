package dev.headgate.cli.command;

import dev.headgate.cli.Fixtures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A run of a command in this process: what it printed so far, and how it ended. */
final class Run {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> arguments = new ArrayList<>();
  private int code = -1;

  private Run(List<String> arguments) {
    this.arguments.addAll(arguments);
  }

  static Run of(String... arguments) {
    return new Run(List.of(arguments));
  }

  Run with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** On return it has ended. */
  Run now() {
    var around =
        new Surroundings(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Clock.fixed(Fixtures.NOW, ZoneOffset.UTC),
            false);
    code = Commands.of(around).execute(arguments.toArray(String[]::new));
    return this;
  }

  /**
   * Begins it on a thread of its own. The common pool may have one thread only, and the HTTP client
   * needs it.
   */
  CompletableFuture<Run> begin() {
    return CompletableFuture.supplyAsync(this::now, run -> new Thread(run, "command").start());
  }

  int code() {
    return code;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
