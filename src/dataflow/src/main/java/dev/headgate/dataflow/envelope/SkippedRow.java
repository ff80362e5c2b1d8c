package dev.headgate.dataflow.envelope;

/**
 * Stands for a change that could not be written.
 *
 * @param problem why, for people
 * @param letter the value of its record in the dead-letter topic; not copied
 */
// A carrier for one call to the next: it is never compared.
@SuppressWarnings("ArrayRecordComponent")
public record SkippedRow(String problem, byte[] letter) {}
