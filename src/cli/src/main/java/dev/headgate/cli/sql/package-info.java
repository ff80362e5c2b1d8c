/**
 * The statements of Materialize's documentation: tokens, grammar, the statements as values, and how
 * each is expressed by resources and back. Pure.
 */
package dev.headgate.cli.sql;
