/**
 * The commands: their names, options and help, and what each does with the parts of the other
 * packages. {@code docs/cli.md} is compared with them.
 */
package dev.headgate.cli.command;
