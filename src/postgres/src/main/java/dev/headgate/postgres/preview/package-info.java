/**
 * How far the contents of two relations are apart at one moment, for the preview of a cutover. Only
 * reads, bounded in time, and never exact to a timestamp of the stream: what a cutover writes is
 * not decided here.
 */
package dev.headgate.postgres.preview;
