package dev.headgate.testkit.junit;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Keeps the servers in the store of the run, which closes them at its end. */
final class SharedServersExtension implements ParameterResolver {

  private static final Namespace SERVERS = Namespace.create(SharedServersExtension.class);

  private static final Map<Class<?>, Supplier<AutoCloseable>> LAUNCH =
      Map.of(
          KafkaServer.class, KafkaServer::launch,
          PostgresServer.class, PostgresServer::launch,
          SchemaRegistryServer.class, SchemaRegistryServer::launch);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return LAUNCH.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(SERVERS)
        .computeIfAbsent(parameter.getParameter().getType(), type -> LAUNCH.get(type).get());
  }
}
