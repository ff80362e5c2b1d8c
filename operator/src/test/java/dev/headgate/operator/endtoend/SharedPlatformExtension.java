package dev.headgate.operator.endtoend;

import dev.headgate.testkit.junit.Lane;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the platform of the class's {@link Lane}. */
final class SharedPlatformExtension implements ParameterResolver {

  /** What the platform stands on, as any test may ask for it. */
  record Ground(KubernetesServer kubernetes) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Lane.of(context).server(Platform.class, () -> started(ground(context)));
  }

  private static Ground ground(ExtensionContext context) {
    try {
      return context
          .getExecutableInvoker()
          .invoke(Ground.class.getDeclaredConstructor(KubernetesServer.class));
    } catch (NoSuchMethodException e) {
      throw new ParameterResolutionException("a record has a constructor of its components", e);
    }
  }

  private static Platform started(Ground ground) {
    var platform = Platform.on(ground.kubernetes());
    try {
      platform.operator().start();
      return platform;
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }
}
