/**
 * Real servers for tests, the demo and benchmarks: Kafka, PostgreSQL, a schema registry and
 * Kubernetes; and Helm, which is no server.
 *
 * <p>Each listens on 127.0.0.1 on a random free port, runs as a process of its own, can be stopped,
 * killed and started again on the same port and data, and leaves neither process nor directory
 * behind, even if the JVM that started it is killed. Linux and macOS only.
 *
 * <p>What belongs in the packages below: starting the servers and looking at what is in them. What
 * does not: anything that knows how Headgate works.
 */
package dev.headgate.testkit;
