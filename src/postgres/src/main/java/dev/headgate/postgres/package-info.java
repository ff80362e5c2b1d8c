/**
 * PostgreSQL as a source: the publication and the slot of a sink, the stream of changes, and the
 * positions in it. Every call blocks, has a deadline and does one step; what to do next, and
 * whether to try again, is decided elsewhere. Nothing here knows what a change is used for.
 */
package dev.headgate.postgres;
