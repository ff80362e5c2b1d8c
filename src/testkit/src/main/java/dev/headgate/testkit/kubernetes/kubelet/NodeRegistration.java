package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Node object and its lease. The controller manager takes a node for lost, and evicts its pods,
 * when the lease was not renewed for 50 s.
 *
 * <p>Thread-safe.
 */
final class NodeRegistration {

  private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);
  private static final String LEASES = "kube-node-lease";
  private static final int LEASE_SECONDS = 40;

  private static final Map<String, Quantity> CAPACITY =
      Map.of(
          "cpu", new Quantity("64"),
          "memory", new Quantity("256Gi"),
          "ephemeral-storage", new Quantity("1Ti"),
          "pods", new Quantity("1000"));

  private final Host host;
  private String registered = "";

  NodeRegistration(Host host) {
    this.host = host;
  }

  /** Registers the node if it is not there, or is not the one registered before; renews it. */
  synchronized void renew() {
    KubernetesClient client = host.client();
    Node node = client.nodes().withName(name()).get();
    if (node == null) {
      node = client.resource(node()).create();
      log.info("Node registered node={} address={}", name(), host.addresses().node());
    }
    if (!registered.equals(node.getMetadata().getUid())) {
      String status = Serialization.asJson(new NodeBuilder().withStatus(status()).build());
      client
          .nodes()
          .withName(name())
          .subresource("status")
          .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), status);
      registered = node.getMetadata().getUid();
    }
    renewLease(node);
  }

  private void renewLease(Node node) {
    Resource<Lease> place = host.client().leases().inNamespace(LEASES).withName(name());
    Lease current = place.get();
    if (current == null) {
      host.client().resource(lease(node)).create();
    } else {
      current.getSpec().setRenewTime(now());
      host.client().resource(current).update();
    }
  }

  private Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name())
        .addToLabels("kubernetes.io/hostname", name())
        .addToLabels("kubernetes.io/os", "linux")
        .endMetadata()
        .build();
  }

  private NodeStatus status() {
    String time = now().toInstant().toString();
    return new NodeStatusBuilder()
        .withCapacity(CAPACITY)
        .withAllocatable(CAPACITY)
        .addNewAddress(host.addresses().node(), "InternalIP")
        .addNewAddress(name(), "Hostname")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("KubeletReady")
        .withMessage("kubelet is posting ready status")
        .withLastHeartbeatTime(time)
        .withLastTransitionTime(time)
        .endCondition()
        .build();
  }

  private Lease lease(Node node) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(name())
        .withNamespace(LEASES)
        .addNewOwnerReference()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(name())
        .withUid(node.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(name())
        .withLeaseDurationSeconds(LEASE_SECONDS)
        .withRenewTime(now())
        .endSpec()
        .build();
  }

  private ZonedDateTime now() {
    return host.clock().instant().atZone(ZoneOffset.UTC);
  }

  private String name() {
    return host.settings().nodeName();
  }
}
