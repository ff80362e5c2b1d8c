/**
 * Positions in the history of a source: timestamps, the frontier built from them, and the domain
 * that makes them comparable. Nothing here knows what happened at a position.
 */
package dev.headgate.dataflow.time;
