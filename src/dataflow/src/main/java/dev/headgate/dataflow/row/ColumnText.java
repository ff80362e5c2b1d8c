package dev.headgate.dataflow.row;

import java.util.Optional;

/**
 * A column's value as PostgreSQL prints it.
 *
 * @param name the relation's column
 * @param text the value; empty if it is NULL or was not sent
 * @param unchanged whether it was not sent, because an UPDATE left its out-of-line value as it was
 */
public record ColumnText(String name, Optional<String> text, boolean unchanged) {}
