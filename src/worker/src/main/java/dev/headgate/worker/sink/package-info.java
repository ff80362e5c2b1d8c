/**
 * How one sink runs in a worker: the loop that streams and commits, and the steps that run beside
 * it. What to do is decided in {@code dataflow}; here it is done, on PostgreSQL, Kafka and the
 * schema registry.
 */
package dev.headgate.worker.sink;
