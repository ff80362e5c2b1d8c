package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * What stays the same for a pod's life on this node.
 *
 * @param address the pod's own
 * @param nodeAddress the node's
 */
record PodIdentity(String namespace, String name, String uid, String address, String nodeAddress) {

  static PodIdentity of(Pod pod, String address, String nodeAddress) {
    return new PodIdentity(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        address,
        nodeAddress);
  }

  boolean isNamed(String itsNamespace, String itsName) {
    return namespace.equals(itsNamespace) && name.equals(itsName);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
