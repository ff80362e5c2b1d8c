/**
 * The program: what it is configured with, how it starts and stops, and what its exit code says.
 */
package dev.headgate.worker.process;
