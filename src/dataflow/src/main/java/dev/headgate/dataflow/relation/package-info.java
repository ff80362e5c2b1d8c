/**
 * What a sink reads: relations, the tables under them as the catalog describes them, and the types
 * of their columns. Values, not look-ups: whoever has a connection fills them in.
 */
package dev.headgate.dataflow.relation;
