/**
 * The progress record: the durable state of a sink, kept in Kafka, from which alone it can go on.
 * What it holds and its JSON; reading and writing it is the work of the Kafka module.
 */
package dev.headgate.dataflow.progress;
