/**
 * How a Sink's worker exists and is reached: the objects that run it, the Secret that it starts
 * from, the pod that it is, the requests that it is asked by, and the Job that stands in for it
 * when a deleted Sink has no worker left. What is asked of a worker is decided elsewhere.
 */
package dev.headgate.operator.worker;
