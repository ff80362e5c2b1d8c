package dev.headgate.cli.command;

import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.sql.SqlSyntaxException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** All commands, as one tree, and what becomes of their failures. */
public final class Commands {

  private Commands() {}

  /** A new tree, for one run. */
  public static CommandLine of(Surroundings around) {
    var session = new Session(around);
    var root =
        new CommandLine(new HeadgateCommand(session))
            .addSubcommand(
                new CommandLine(new GetCommand())
                    .addSubcommand(new GetSinksCommand(session))
                    .addSubcommand(new GetSinkCommand(session)))
            .addSubcommand(
                new CommandLine(new AlterCommand()).addSubcommand(new AlterSinkCommand(session)))
            .addSubcommand(new PromoteCommand(session))
            .addSubcommand(new AbortCommand(session))
            .addSubcommand(new PauseCommand(session))
            .addSubcommand(new ResumeCommand(session))
            .addSubcommand(new RefreshCommand(session))
            .addSubcommand(new RestartCommand(session))
            .addSubcommand(new ExplainCommand(session))
            .addSubcommand(new HistoryCommand(session))
            .addSubcommand(new DiffCommand(session))
            .addSubcommand(new SqlCommand(session))
            .addSubcommand(new CompletionCommand(session));
    return root.setOut(around.out())
        .setErr(around.err())
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, around));
  }

  private static int failed(Exception e, Surroundings around) throws Exception {
    around.err().println("error: " + told(e).orElseThrow(() -> e));
    return e instanceof SqlSyntaxException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** For what a user can do something about; anything else is a bug, and shown whole. */
  private static Optional<String> told(Exception e) {
    return switch (e) {
      case Refusal refusal -> Optional.of(refusal.getMessage());
      case SqlSyntaxException notUnderstood -> Optional.of(notUnderstood.getMessage());
      case KubernetesClientException refused when refused.getStatus() != null ->
          Optional.of(refused.getStatus().getMessage());
      case KubernetesClientException failed -> Optional.of(noAnswer(failed));
      default -> Optional.empty();
    };
  }

  private static String noAnswer(Throwable e) {
    var root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "The API server does not answer: %s.\n  See: kubectl cluster-info".formatted(root);
  }
}
