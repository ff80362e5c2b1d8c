/** A Kafka broker in a process of its own, and a reader that shows all that a topic holds. */
package dev.headgate.testkit.kafka;
