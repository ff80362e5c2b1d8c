package dev.headgate.testkit.junit;

import dev.headgate.testkit.kubernetes.KubernetesBinaries;
import dev.headgate.testkit.kubernetes.KubernetesBinaries.Availability;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import dev.headgate.testkit.process.Console;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Keeps the answer to "is there one" in the store of the run, and hands out the server of the
 * class's {@link Lane}.
 */
final class RequiresKubernetesExtension implements ExecutionCondition, ParameterResolver {

  static final String REQUIRE_VARIABLE = "HEADGATE_REQUIRE_KUBERNETES";

  private static final Namespace KUBERNETES = Namespace.create(RequiresKubernetesExtension.class);

  private final Supplier<Availability> find;
  private final boolean required;
  private final Consumer<String> summary;

  RequiresKubernetesExtension() {
    this(
        KubernetesBinaries::find,
        Boolean.parseBoolean(System.getenv(REQUIRE_VARIABLE)),
        Console::print);
  }

  /**
   * @param find asked once a run
   * @param required fail rather than skip
   * @param summary gets the line at the end of a run that skipped something
   */
  RequiresKubernetesExtension(
      Supplier<Availability> find, boolean required, Consumer<String> summary) {
    this.find = find;
    this.required = required;
    this.summary = summary;
  }

  /** Judges classes only: where a class runs, its methods do. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isPresent()) {
      return ConditionEvaluationResult.enabled("its class runs");
    }
    return switch (availability(context)) {
      case Availability.Found(var binaries) ->
          ConditionEvaluationResult.enabled("Kubernetes is in " + binaries.directory());
      case Availability.Unavailable(var reason) when required ->
          throw new IllegalStateException(
              "%s is true, but there is %s".formatted(REQUIRE_VARIABLE, reason));
      case Availability.Unavailable(var reason) -> {
        store(context)
            .computeIfAbsent(
                SkippedTests.class, type -> new SkippedTests(reason, summary), SkippedTests.class)
            .add(context.getRequiredTestClass());
        yield ConditionEvaluationResult.disabled("There is " + reason);
      }
    };
  }

  private Availability availability(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(Availability.class, type -> find.get(), Availability.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KubernetesServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Lane.of(context).server(KubernetesServer.class, () -> launch(context));
  }

  private KubernetesServer launch(ExtensionContext context) {
    return switch (availability(context)) {
      case Availability.Found(var binaries) -> KubernetesServer.launch(binaries);
      case Availability.Unavailable(var reason) -> throw new IllegalStateException(reason);
    };
  }

  private static Store store(ExtensionContext context) {
    return context.getRoot().getStore(KUBERNETES);
  }
}
