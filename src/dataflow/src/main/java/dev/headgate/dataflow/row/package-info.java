/**
 * From a row's text to Avro: schemas derived from columns, and encoders that turn the text that
 * PostgreSQL sent into Avro binary without objects in between. What a change means for its key does
 * not belong here, see {@code envelope}.
 *
 * <p>The text forms read here are those of a session with {@code client_encoding=UTF8}, {@code
 * DateStyle=ISO}, {@code TimeZone=UTC}, {@code extra_float_digits=3} and {@code bytea_output=hex}.
 * Whoever reads rows must set all five, on the replication session too.
 */
package dev.headgate.dataflow.row;
