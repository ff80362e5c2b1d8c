/**
 * A node for a Kubernetes API server: binds pods and runs them as processes of this machine, and
 * writes the statuses that a real kubelet would write.
 *
 * <p>What makes pods (Deployments, Jobs) is the controller manager's work and not here.
 */
package dev.headgate.testkit.kubernetes.kubelet;
