/**
 * The custom resources of {@code headgate.dev/v1alpha1} as Java types, and nothing else: what a
 * field means and which values it takes stands here, and the definitions in {@code crds/} are
 * generated from it. What the resources lead to is the operator's.
 */
package dev.headgate.api.v1alpha1;
