package dev.headgate.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.headgate.testkit.kubernetes.KubernetesBinaries;
import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the classes below as a run of their own; Surefire by itself does not see them. */
class RequiresKubernetesTest {

  private static TestExecutionSummary run(Class<?>... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classes).map(c -> selectClass(c)).toList())
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    return summary.getSummary();
  }

  @Test
  void whereThereIsNoApiServerTestsAreSkippedAndCountedInOneLineAtTheEnd() {
    TestExecutionSummary summary = run(NoServer.class, NoServerEither.class);

    assertThat(summary.getTestsStartedCount()).isZero();
    assertThat(summary.getTotalFailureCount()).isZero();
    assertThat(NoServer.LINES)
        .containsExactly("Skipped tests: 3, as there is no API server in this test");
    assertThat(NoServer.QUESTIONS).hasSize(1);
  }

  static class NoServer {
    static final List<String> LINES = new ArrayList<>();
    static final List<String> QUESTIONS = new ArrayList<>();

    @RegisterExtension
    static final RequiresKubernetesExtension EXTENSION =
        new RequiresKubernetesExtension(
            () -> {
              QUESTIONS.add("is there one?");
              return new Availability.Unavailable("no API server in this test");
            },
            false,
            LINES::add);

    @Test
    void one() {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void two(int ignored) {}
  }

  static class NoServerEither {
    @RegisterExtension static final RequiresKubernetesExtension EXTENSION = NoServer.EXTENSION;

    @Test
    void three() {}
  }

  @Test
  void whereAnApiServerIsRequiredItsAbsenceFailsTheClass() {
    TestExecutionSummary summary = run(Required.class);

    assertThat(summary.getTestsStartedCount()).isZero();
    assertThat(summary.getContainersFailedCount()).isEqualTo(1);
    assertThat(summary.getFailures().getFirst().getException())
        .hasRootCauseMessage(
            "HEADGATE_REQUIRE_KUBERNETES is true, but there is no API server in this test");
  }

  static class Required {
    @RegisterExtension
    static final RequiresKubernetesExtension EXTENSION =
        new RequiresKubernetesExtension(
            () -> new Availability.Unavailable("no API server in this test"),
            true,
            line -> {
              throw new AssertionError("nothing was skipped: " + line);
            });

    @Test
    void one() {}
  }

  @Test
  void whereThereIsOneTestsRunAndItStartsOnlyForThoseThatAskForIt() {
    TestExecutionSummary summary = run(Available.class);

    assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    assertThat(summary.getTotalFailureCount()).isZero();
  }

  static class Available {
    @RegisterExtension
    static final RequiresKubernetesExtension EXTENSION =
        new RequiresKubernetesExtension(
            () -> new Availability.Found(new KubernetesBinaries(Path.of("/nowhere"))),
            false,
            line -> {
              throw new AssertionError("nothing was skipped: " + line);
            });

    @Test
    void takesNoServer() {}
  }
}
