package dev.headgate.cli.command;

import java.io.PrintWriter;
import java.time.Clock;

/**
 * What a run has to do with: where it writes to, and what time it is.
 *
 * @param out for answers
 * @param err for errors, and for what is told on the way
 * @param terminal whether a person looks at {@code out}, so that it may be drawn anew
 */
public record Surroundings(PrintWriter out, PrintWriter err, Clock clock, boolean terminal) {}
