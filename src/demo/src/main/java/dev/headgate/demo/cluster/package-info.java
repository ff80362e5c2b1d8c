/**
 * The demo on Kubernetes: a cluster with the operator, the manifests that are applied to it, what
 * the Sink's status shows meanwhile, and what is left for people and other programs by {@code
 * -Dkeep}.
 */
package dev.headgate.demo.cluster;
