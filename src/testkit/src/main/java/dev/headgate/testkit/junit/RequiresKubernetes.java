package dev.headgate.testkit.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets constructors and methods of a test class take a {@code KubernetesServer} as a parameter, and
 * skips the class where no API server can be had.
 *
 * <p>How many tests were skipped, and why, is said in one line at the end of the run. With {@value
 * RequiresKubernetesExtension#REQUIRE_VARIABLE}{@code =true} in the environment they fail instead.
 *
 * <p>All classes that run one after the other get the same server. It is started when it is first
 * asked for, and closed at the end of the run. So a test works in namespaces of its own, and one
 * that wipes or changes what belongs to all of a cluster launches a server for itself.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(RequiresKubernetesExtension.class)
public @interface RequiresKubernetes {}
