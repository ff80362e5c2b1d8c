package dev.headgate.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability;
import dev.headgate.testkit.process.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesLookupTest {

  private static final String RELEASE =
      KubernetesBinaries.VERSION + "-" + KubernetesBinaries.platform();
  @TempDir private Path home;

  private Availability find(
      Map<String, String> environment, Supplier<Optional<BinariesBuild>> build) {
    return new BinariesLookup(environment, home, cache(), build, line -> {}).find();
  }

  private Cache cache() {
    return new Cache(home.resolve("cache"));
  }

  private Path cached() {
    return cache().directory().resolve("kubernetes-" + RELEASE);
  }

  private Path kubeApiTest() {
    return home.resolve(".kubeapitest").resolve("k8s").resolve(RELEASE);
  }

  private static Path put(Path directory, List<String> programs) throws IOException {
    Files.createDirectories(directory);
    for (String program : programs) {
      executable(directory.resolve(program), "");
    }
    return directory;
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static Optional<BinariesBuild> neverAsked() {
    throw new AssertionError("nothing had to be built");
  }

  private static Availability found(Path directory) {
    return new Availability.Found(new KubernetesBinaries(directory));
  }

  private static Map<String, String> named(Path directory) {
    return Map.of(BinariesLookup.FOLDER_VARIABLE, directory.toString());
  }

  @Test
  void theFolderThatTheEnvironmentNamesComesBeforeTheCache() throws Exception {
    put(cached(), KubernetesBinaries.PROGRAMS);
    Path own = put(home.resolve("own"), KubernetesBinaries.PROGRAMS);

    assertThat(find(named(own), BinariesLookupTest::neverAsked)).isEqualTo(found(own));
  }

  @Test
  void aNamedFolderThatLacksProgramsIsAnErrorEvenIfTheCacheHasThem() throws Exception {
    put(cached(), KubernetesBinaries.PROGRAMS);
    Path own = put(home.resolve("own"), List.of("etcd", "kubectl"));

    assertThatThrownBy(() -> find(named(own), BinariesLookupTest::neverAsked))
        .hasMessageContaining("HEADGATE_KUBERNETES_BIN is " + own)
        .hasMessageContaining("has no executable kube-apiserver, kube-controller-manager.");
  }

  @Test
  void aNamedFolderThatDoesNotExistIsAnError() {
    Path nowhere = home.resolve("nowhere");

    assertThatThrownBy(() -> find(named(nowhere), BinariesLookupTest::neverAsked))
        .hasMessageContaining(nowhere.toString())
        .hasMessageContaining("etcd, kube-apiserver, kube-controller-manager, kubectl");
  }

  @Test
  void theCacheComesBeforeKubeApiTestsFolder() throws Exception {
    put(kubeApiTest(), KubernetesBinaries.PROGRAMS);
    put(cached(), KubernetesBinaries.PROGRAMS);

    assertThat(find(Map.of(), BinariesLookupTest::neverAsked)).isEqualTo(found(cached()));
  }

  @Test
  void kubeApiTestsFolderServesOnlyIfItHasAControllerManager() throws Exception {
    put(kubeApiTest(), List.of("etcd", "kube-apiserver", "kubectl"));
    assertThat(find(Map.of(), Optional::empty)).isInstanceOf(Availability.Unavailable.class);

    put(kubeApiTest(), List.of("kube-controller-manager"));
    assertThat(find(Map.of(), BinariesLookupTest::neverAsked)).isEqualTo(found(kubeApiTest()));
  }

  @Test
  void withoutProgramsAndWithoutGoOneLineSaysWhatWouldHelp() {
    assertThat(find(Map.of(), Optional::empty))
        .asInstanceOf(type(Availability.Unavailable.class))
        .extracting(Availability.Unavailable::reason)
        .asString()
        .startsWith("no Kubernetes API server on this machine: put Go 1.25 or newer on PATH")
        .contains("HEADGATE_KUBERNETES_BIN")
        .doesNotContain("\n");
  }

  @Test
  void programsAreBuiltIntoTheCacheOnce() {
    BinariesBuild build = (directory, progress) -> put(directory, KubernetesBinaries.PROGRAMS);

    assertThat(find(Map.of(), () -> Optional.of(build))).isEqualTo(found(cached()));
    assertThat(find(Map.of(), BinariesLookupTest::neverAsked)).isEqualTo(found(cached()));
  }

  @Test
  void aBuildThatFailsLeavesNothingThatALaterLookWouldTake() {
    BinariesBuild failing =
        (directory, progress) -> {
          put(directory, List.of("etcd"));
          throw new IllegalStateException("no space left");
        };

    assertThatThrownBy(() -> find(Map.of(), () -> Optional.of(failing)))
        .hasMessageContaining("no space left");
    assertThat(cached()).doesNotExist();
  }

  @Test
  void aCacheThatLostAProgramIsNamedSoThatItCanBeDeleted() throws Exception {
    put(cached(), List.of("etcd"));
    List<String> builds = new ArrayList<>();

    assertThatThrownBy(
            () -> find(Map.of(), () -> Optional.of((directory, progress) -> builds.add("one"))))
        .hasMessageContaining(cached() + " has no executable kube-apiserver")
        .hasMessageContaining("Delete that folder");
    assertThat(builds).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "go version go1.24.11 linux/amd64, false",
    "go version go1.25.0 linux/amd64, true",
    "go version go1.26.8 linux/amd64, true",
    "go version go1.27rc1 darwin/arm64, true",
    "go version go2.0.1 linux/amd64, true",
    "go version devel +8d0f1cf 2026, false",
    "gccgo of another time, false",
  })
  void onlyAGoThatCanReadTheModuleFileBuilds(String version, boolean builds) throws Exception {
    Path bin = Files.createDirectories(home.resolve("bin"));
    executable(bin.resolve("go"), "echo '" + version + "'\n");

    assertThat(GoBuild.onPath(Map.of("PATH", home + ":" + bin)).isPresent()).isEqualTo(builds);
  }
}
