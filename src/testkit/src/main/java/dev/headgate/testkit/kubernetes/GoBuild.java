package dev.headgate.testkit.kubernetes;

import dev.headgate.testkit.process.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds Kubernetes' programs from their Go modules. Which ones is said by the go.mod and go.sum in
 * this package's resources, and by nothing of this machine: every module is checked against its
 * sum. Go fetches them its usual way ({@code GOPROXY}, its module cache).
 *
 * <p>On two cores and from nothing it takes about five minutes, 1 GB of module cache and 2 GB of
 * build cache.
 *
 * @param go the command
 */
record GoBuild(Path go) implements BinariesBuild {

  /** The oldest Go that go.mod allows. */
  static final int MAJOR = 1;

  static final int MINOR = 25;

  private static final Pattern RELEASE = Pattern.compile("go version go(\\d+)\\.(\\d+)");
  private static final Duration STEP_LIMIT = Duration.ofMinutes(30);
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);

  private static final String ETCD_PACKAGE = "go.etcd.io/etcd/server/v3";
  private static final String KUBERNETES_PACKAGES = "k8s.io/kubernetes/cmd/";

  /** The first Go on {@code PATH}, if it is new enough. */
  static Optional<BinariesBuild> onPath(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry, "go"))
        .filter(Files::isExecutable)
        .findFirst()
        .filter(GoBuild::isNewEnough)
        .map(GoBuild::new);
  }

  private static boolean isNewEnough(Path go) {
    try (ServerProcess process = ServerProcess.named("go")) {
      process.run(VERSION_LIMIT, command(go, "version"));
      Matcher release = RELEASE.matcher(process.logTail());
      if (!release.find()) {
        return false;
      }
      int major = Integer.parseInt(release.group(1));
      int minor = Integer.parseInt(release.group(2));
      return major > MAJOR || (major == MAJOR && minor >= MINOR);
    }
  }

  @Override
  public void into(Path directory, Consumer<String> progress) throws IOException {
    long start = System.nanoTime();
    try (ServerProcess process = ServerProcess.named("go")) {
      unpack("go.mod", process.directory());
      unpack("go.sum", process.directory());
      for (String program : KubernetesBinaries.PROGRAMS) {
        progress.accept(
            "Kubernetes %s: fetching and building %s (%d s so far)"
                .formatted(KubernetesBinaries.VERSION, program, secondsSince(start)));
        process.run(STEP_LIMIT, build(program, directory));
      }
    }
    progress.accept(
        "Kubernetes %s: built in %d s".formatted(KubernetesBinaries.VERSION, secondsSince(start)));
  }

  private static void unpack(String resource, Path directory) throws IOException {
    try (InputStream in = GoBuild.class.getResourceAsStream(resource)) {
      Files.copy(in, directory.resolve(resource));
    }
  }

  private static long secondsSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toSeconds();
  }

  private List<String> build(String program, Path directory) {
    List<String> arguments = new ArrayList<>(List.of("build", "-mod=readonly", "-trimpath"));
    String linking = "-s -w";
    if (!program.equals("etcd")) {
      linking += stamp();
    }
    arguments.addAll(List.of("-ldflags", linking, "-o", directory.resolve(program).toString()));
    arguments.add(program.equals("etcd") ? ETCD_PACKAGE : KUBERNETES_PACKAGES + program);
    return command(go, arguments.toArray(String[]::new));
  }

  /** Without it the server says that it is v0.0.0, and kubectl that the two do not fit. */
  private static String stamp() {
    String[] version = KubernetesBinaries.VERSION.split("\\.", -1);
    String variable = " -X k8s.io/component-base/version.";
    return variable
        + ("gitVersion=v" + KubernetesBinaries.VERSION)
        + (variable + "gitMajor=" + version[0])
        + (variable + "gitMinor=" + version[1]);
  }

  /**
   * Go with all that would change the result set: no C compiler, no other Go than this one, nothing
   * of a workspace around.
   */
  private static List<String> command(Path go, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                "CGO_ENABLED=0",
                "GOTOOLCHAIN=local",
                "GOWORK=off",
                "GOFLAGS=",
                go.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
