/**
 * Reading the contents of tables at one point of the stream: importing an exported snapshot, making
 * sure that it can be trusted, and reading a table in several sessions at once.
 */
package dev.headgate.postgres.snapshot;
