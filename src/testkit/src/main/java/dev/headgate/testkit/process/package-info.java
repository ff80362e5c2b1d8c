/**
 * Servers as child processes: start, signals, the temporary directory, and the promise that nothing
 * outlives this JVM. Knows no particular server.
 */
package dev.headgate.testkit.process;
