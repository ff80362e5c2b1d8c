package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability;
import dev.headgate.testkit.process.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where Kubernetes' programs are looked for. The first that has them is taken:
 *
 * <ol>
 *   <li>the folder that the environment names with {@value #FOLDER_VARIABLE}; if it is named it has
 *       to have all of them,
 *   <li>the testkit's own folder in the user's cache,
 *   <li>the folder of fabric8's kube-api-test ({@code $KUBE_API_TEST_DIR}, else {@code
 *       ~/.kubeapitest}), if somebody put a controller manager beside the three programs that
 *       kube-api-test and setup-envtest download; it is not asked to download, as without a
 *       controller manager nothing could be done with the result,
 *   <li>a build from the Go modules, into the user's cache.
 * </ol>
 *
 * @param environment of this process
 * @param home of the user
 * @param build asked only where nothing else has the programs; empty if none is possible
 * @param progress gets lines for people while something takes long
 */
record BinariesLookup(
    Map<String, String> environment,
    Path home,
    Cache cache,
    Supplier<Optional<BinariesBuild>> build,
    Consumer<String> progress) {

  static final String FOLDER_VARIABLE = "HEADGATE_KUBERNETES_BIN";

  private static final String VERSIONED =
      KubernetesBinaries.VERSION + "-" + KubernetesBinaries.platform();

  /** Looks in the running user's environment and on its PATH for Go. */
  static BinariesLookup ofUser(Consumer<String> progress) {
    return new BinariesLookup(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        Cache.ofUser(),
        () -> GoBuild.onPath(System.getenv()),
        progress);
  }

  /**
   * The answer, after a build if need be.
   *
   * @throws IllegalStateException if the named folder lacks a program, or the build fails
   */
  Availability find() {
    String named = environment.getOrDefault(FOLDER_VARIABLE, "");
    if (!named.isEmpty()) {
      return found(complete(Path.of(named)));
    }
    Path cached = cache.directory().resolve(cacheEntry());
    for (Path candidate : List.of(cached, kubeApiTest())) {
      if (KubernetesBinaries.missingIn(candidate).isEmpty()) {
        return found(candidate);
      }
    }
    return build.get().map(this::built).orElseGet(this::unavailable);
  }

  private static Path complete(Path directory) {
    List<String> missing = KubernetesBinaries.missingIn(directory);
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "%s is %s, which has no executable %s. Put Kubernetes %s's programs %s there, or unset the variable."
              .formatted(
                  FOLDER_VARIABLE,
                  directory,
                  String.join(", ", missing),
                  KubernetesBinaries.VERSION,
                  String.join(", ", KubernetesBinaries.PROGRAMS)));
    }
    return directory;
  }

  private static Availability found(Path directory) {
    return new Availability.Found(new KubernetesBinaries(directory.toAbsolutePath()));
  }

  private Availability built(BinariesBuild build) {
    try {
      Path made = cache.made(cacheEntry(), directory -> build.into(directory, progress), progress);
      List<String> missing = KubernetesBinaries.missingIn(made);
      if (!missing.isEmpty()) {
        throw new IllegalStateException(
            "%s has no executable %s. Delete that folder, then it is made again."
                .formatted(made, String.join(", ", missing)));
      }
      return found(made);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Kubernetes' programs could not be put into " + cache.directory(), e);
    }
  }

  private Availability unavailable() {
    return new Availability.Unavailable(
        "no Kubernetes API server on this machine: put Go %d.%d or newer on PATH to have one built, or name a folder with %s %s by %s."
            .formatted(
                GoBuild.MAJOR,
                GoBuild.MINOR,
                String.join(", ", KubernetesBinaries.PROGRAMS),
                KubernetesBinaries.VERSION,
                FOLDER_VARIABLE));
  }

  private static String cacheEntry() {
    return "kubernetes-" + VERSIONED;
  }

  private Path kubeApiTest() {
    String chosen = environment.getOrDefault("KUBE_API_TEST_DIR", "");
    Path base = chosen.isEmpty() ? home.resolve(".kubeapitest") : Path.of(chosen);
    return base.resolve("k8s").resolve(VERSIONED);
  }
}
