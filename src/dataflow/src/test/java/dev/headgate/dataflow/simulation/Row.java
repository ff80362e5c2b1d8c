package dev.headgate.dataflow.simulation;

/**
 * One message of the data topic.
 *
 * @param at timestamp of the update
 * @param relation which relation it shows
 * @param value empty text: a tombstone
 */
record Row(long at, String relation, int key, String value) {}
