/**
 * What is told of a change that could not be written: the record in the dead-letter topic. Who
 * decides that a change is skipped does not belong here, nor who sends the record.
 */
package dev.headgate.dataflow.deadletter;
