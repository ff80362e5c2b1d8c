/**
 * A Kubernetes control plane in processes of its own: etcd, kube-apiserver and
 * kube-controller-manager, and {@code kubectl} to go with them. No scheduler and no node: pods are
 * objects here, and package {@code kubelet} runs them.
 */
package dev.headgate.testkit.kubernetes;
