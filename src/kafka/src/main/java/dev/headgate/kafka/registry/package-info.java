/**
 * A client of schema registries that speak Confluent's REST API. Schemas are texts here; what they
 * mean, and what to do about an answer, is known elsewhere.
 */
package dev.headgate.kafka.registry;
