/**
 * What a sink is told to be: its id, its version, its definition. Values that the custom resources
 * are mapped to; nothing here knows Kubernetes.
 */
package dev.headgate.dataflow.sink;
