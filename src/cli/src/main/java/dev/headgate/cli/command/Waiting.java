package dev.headgate.cli.command;

import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.cli.cluster.SinkWatch.Seen;
import dev.headgate.cli.follow.CutoverFollow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/** Follows a cutover to its end, and tells of it. */
final class Waiting {

  /** How long one wait for news may be, so that a timeout is kept. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private final Session session;
  private final Cluster cluster;
  private final String name;

  Waiting(Session session, Cluster cluster, String name) {
    this.session = session;
    this.cluster = cluster;
    this.name = name;
  }

  /** The exit code. */
  int until(CutoverFollow begun, Duration timeout) {
    var goesOn = new Thread(this::tellThatItGoesOn);
    Runtime.getRuntime().addShutdownHook(goesOn);
    try {
      return follow(begun, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted. The cutover goes on.");
    } finally {
      unhook(goesOn);
    }
  }

  private int follow(CutoverFollow begun, Duration timeout) throws InterruptedException {
    var deadline =
        timeout.isZero()
            ? Optional.<Instant>empty()
            : Optional.of(session.around().clock().instant().plus(timeout));
    var follow = begun;
    try (var watch = cluster.watch(name)) {
      while (true) {
        var seen = watch.next(TURN);
        if (seen.isPresent()) {
          if (!(seen.get() instanceof Seen.There(var there))) {
            throw new Refusal("Sink %s was deleted.".formatted(name));
          }
          var look = follow.on(there.sink());
          look.lines().forEach(this::tell);
          if (look.success().isPresent()) {
            return look.success().get() ? ExitCode.OK : ExitCode.SOFTWARE;
          }
          follow = look.next();
        }
        if (deadline.filter(end -> !session.around().clock().instant().isBefore(end)).isPresent()) {
          session
              .err()
              .printf("The cutover is not over after %d s, and goes on.%n", timeout.toSeconds());
          return ExitCode.SOFTWARE;
        }
      }
    }
  }

  private void tell(String line) {
    session.out().println(line);
    session.out().flush();
  }

  private void tellThatItGoesOn() {
    session
        .err()
        .printf(
            "%nThe cutover goes on. See: kubectl headgate get sink %s -w%n"
                + "To give it up: kubectl headgate abort sink %s%n",
            name, name);
    session.err().flush();
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is ending already, so the hook has been started and says what it has to say.
      return;
    }
  }
}
