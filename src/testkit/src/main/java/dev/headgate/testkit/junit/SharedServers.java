package dev.headgate.testkit.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets constructors and methods of a test class take a {@code KafkaServer}, a {@code
 * PostgresServer} or a {@code SchemaRegistryServer} as a parameter.
 *
 * <pre>{@code
 * @SharedServers
 * class ProgressTopicTest {
 *   private final KafkaServer kafka;
 *
 *   ProgressTopicTest(KafkaServer kafka) {
 *     this.kafka = kafka;
 *   }
 * }
 * }</pre>
 *
 * <p>All classes that run one after the other get the same server. It is started when it is first
 * asked for, with default settings, and closed at the end of the run. So a test must not stop it,
 * uses names of its own, and leaves nothing behind that others would trip over, such as replication
 * slots. A test that takes a server away launches one for itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(SharedServersExtension.class)
public @interface SharedServers {}
