/**
 * A world in memory around the two halves of a cutover: a source, a broker, worker processes, an
 * operator and a bad network between them, all driven by one seeded random number generator, with
 * crashes between any two effects. What must hold is judged by {@code Oracle}, which knows only
 * what was committed upstream and what stands in the topics.
 */
package dev.headgate.dataflow.simulation;
