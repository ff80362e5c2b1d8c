package dev.headgate.dataflow.envelope;

/**
 * The ids that a registry gave to a sink's schemas.
 *
 * @param key of the key's schema
 * @param value of the value's schema
 */
public record SchemaIds(int key, int value) {}
