package dev.headgate.testkit.junit;

import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the servers of the class's {@link Lane}. */
final class SharedServersExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == KafkaServer.class
        || type == PostgresServer.class
        || type == SchemaRegistryServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var lane = Lane.of(context);
    var type = parameter.getParameter().getType();
    if (type == KafkaServer.class) {
      return lane.server(KafkaServer.class, KafkaServer::launch);
    }
    if (type == PostgresServer.class) {
      return lane.server(PostgresServer.class, PostgresServer::launch);
    }
    return lane.server(SchemaRegistryServer.class, SchemaRegistryServer::launch);
  }
}
