package dev.headgate.operator.endtoend;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets constructors and methods of a test class take a {@link Platform} as a parameter, besides the
 * servers.
 *
 * <p>All classes that run one after the other get the same, with an operator that runs. A class
 * that ends the operator starts another, and each works in namespaces of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SharedServers
@RequiresKubernetes
@ExtendWith(SharedPlatformExtension.class)
@interface SharedPlatform {}
