/**
 * {@code kubectl headgate}: the program. It reads and writes resources as any other user of the API
 * server does, changes fields of specs only, and holds no state. What a command is called and takes
 * is in {@code command}.
 */
package dev.headgate.cli;
