/**
 * What users read as Kubernetes Events: which of them a change of a status comes to, as values, and
 * how they are published so that one happening is one Event. Nothing is decided by them.
 */
package dev.headgate.operator.event;
