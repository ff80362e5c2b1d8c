package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.process.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Kubernetes' programs for this platform: one folder that holds all four {@link #PROGRAMS}.
 *
 * @param directory where they are
 */
public record KubernetesBinaries(Path directory) {

  /** The release that the testkit builds, without the {@code v}. */
  public static final String VERSION = "1.35.4";

  /** File names of the programs that a control plane needs. */
  public static final List<String> PROGRAMS =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");

  /** Whether this machine has the programs, or can get them. */
  public sealed interface Availability {
    /** They are there. */
    record Found(KubernetesBinaries binaries) implements Availability {}

    /**
     * They are not there and cannot be made.
     *
     * @param reason one line that says why, and what would help
     */
    record Unavailable(String reason) implements Availability {}
  }

  /**
   * Looks where {@link BinariesLookup} says, and builds the programs if nobody did so before, which
   * takes some minutes and tells of its progress on the console.
   *
   * @throws IllegalStateException if the environment names a folder that lacks a program, or the
   *     build fails
   */
  public static Availability find() {
    return BinariesLookup.ofUser(Console::print).find();
  }

  Path etcd() {
    return directory.resolve("etcd");
  }

  Path apiServer() {
    return directory.resolve("kube-apiserver");
  }

  Path controllerManager() {
    return directory.resolve("kube-controller-manager");
  }

  Path kubectl() {
    return directory.resolve("kubectl");
  }

  /** The programs that {@code directory} lacks, or that may not be executed there. */
  static List<String> missingIn(Path directory) {
    return PROGRAMS.stream()
        .filter(program -> !Files.isExecutable(directory.resolve(program)))
        .toList();
  }

  /**
   * As in the names of folders that Kubernetes' own tools make, for example {@code linux-amd64}.
   */
  static String platform() {
    String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String machine = System.getProperty("os.arch");
    return system + "-" + (machine.equals("aarch64") ? "arm64" : "amd64");
  }
}
