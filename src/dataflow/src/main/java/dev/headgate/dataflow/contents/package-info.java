/**
 * Whole contents of relations and topics, keyed and encoded: kept sorted and mostly on disk,
 * compared key by key as of one snapshot, and brought up to a later timestamp by what was streamed
 * since. Reading them does not belong here, nor do the files themselves.
 */
package dev.headgate.dataflow.contents;
