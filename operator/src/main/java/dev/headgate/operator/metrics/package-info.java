/** What Prometheus is told by the operator: how each Sink is, and how the reconciliations go. */
package dev.headgate.operator.metrics;
