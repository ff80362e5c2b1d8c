package dev.headgate.cli.command;

import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.cli.view.Ages;
import io.fabric8.kubernetes.client.Config;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, and what follows from them. */
public final class Session {

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Kubeconfig to use. Unless given: that of KUBECONFIG, or ~/.kube/config.")
  private Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Context of the kubeconfig. Unless given: its current one.")
  private String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Namespace. Unless given: that of the context, or default.")
  private String namespace;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this.")
  @SuppressWarnings("UnusedVariable") // picocli asks the option, not the field
  private boolean help;

  private final Surroundings around;

  public Session(Surroundings around) {
    this.around = around;
  }

  /** To be closed by the caller. */
  Cluster open() {
    return open(Optional.empty());
  }

  /**
   * Likewise, about another namespace.
   *
   * @param instead of the one that the options name
   */
  Cluster open(Optional<String> instead) {
    return Cluster.of(settings(), instead.or(() -> Optional.ofNullable(namespace)));
  }

  private Config settings() {
    if (kubeconfig == null) {
      return Config.autoConfigure(context);
    }
    if (!Files.isReadable(kubeconfig)) {
      throw new Refusal("Kubeconfig %s cannot be read.".formatted(kubeconfig));
    }
    return Config.fromKubeconfig(context, kubeconfig.toFile());
  }

  PrintWriter out() {
    return around.out();
  }

  PrintWriter err() {
    return around.err();
  }

  Surroundings around() {
    return around;
  }

  Ages ages() {
    return new Ages(around.clock().instant());
  }
}
