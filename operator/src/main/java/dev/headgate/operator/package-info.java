/** The operator's process: its settings, and how its parts are put together. */
package dev.headgate.operator;
