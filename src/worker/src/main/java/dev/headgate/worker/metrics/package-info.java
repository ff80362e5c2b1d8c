/** What Prometheus is told: how sinks and the JVM are doing, and the text that says so. */
package dev.headgate.worker.metrics;
