/**
 * How sinks are asked and watched over HTTP: the control API, the probes of Kubernetes and the page
 * that Prometheus reads. It holds no state of a sink; what is said is handed to the sink and what
 * is shown is asked of it.
 */
package dev.headgate.worker.http;
