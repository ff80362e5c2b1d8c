/** Tables to try sinks on, and writers that keep changing them. */
package dev.headgate.testkit.load;
