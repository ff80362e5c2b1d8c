/**
 * The worker as a whole, in a process of its own, between a real PostgreSQL, a real Kafka and a
 * real schema registry. Here are the load, the oracle that says what the topic must hold, and the
 * tests. The oracle shares no code with what it judges: it reads the WAL through another output
 * plugin, topics through plain consumers, and decodes both by itself.
 */
package dev.headgate.worker.endtoend;
