/**
 * How a sink passes from one relation to the next: the worker's half ({@code Cutover}), the
 * operator's half ({@code Steer}), and what the two tell each other. Pure functions over values:
 * whoever calls them carries out the effects.
 */
package dev.headgate.dataflow.cutover;
