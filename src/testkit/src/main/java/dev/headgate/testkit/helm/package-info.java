/** Helm itself, as a library of this JVM, and what a user does with a chart by it. */
package dev.headgate.testkit.helm;
