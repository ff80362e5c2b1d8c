/**
 * What operator and worker say to each other, as JSON: {@code Desired} one way, {@code Observed}
 * the other, and the assignment, which is a {@code Desired} kept in a file. Mapped by hand, so that
 * a renamed record component never changes the wire. What the messages mean is decided in {@code
 * dataflow.cutover}; how they travel, by worker and operator.
 */
package dev.headgate.control;
