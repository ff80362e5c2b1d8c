/**
 * Whole sinks on a real API server: an operator in a JVM of its own, workers as pods, real
 * PostgreSQL, Kafka and registry, and an oracle that shares no code with them.
 */
package dev.headgate.operator.endtoend;
