package dev.headgate.testkit.kubernetes.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * A pod's object in the API server. Both writes name its uid, so that neither hits a pod of the
 * same name that came after it, and both pass over an object that is gone.
 */
record PodObject(KubernetesClient client, PodIdentity identity) {

  /** Writes what is in {@code status}; conditions of other writers stay. */
  void report(PodStatus status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("uid", identity.uid());
    ObjectNode body = client.getKubernetesSerialization().convertValue(status, ObjectNode.class);
    // Conditions are merged field by field: what a new one leaves out has to be taken away.
    for (JsonNode condition : body.path("conditions")) {
      for (String field : List.of("reason", "message")) {
        if (!condition.has(field)) {
          ((ObjectNode) condition).putNull(field);
        }
      }
    }
    patch.set("status", body);
    unlessGone(
        () ->
            client
                .pods()
                .inNamespace(identity.namespace())
                .withName(identity.name())
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch.toString()));
  }

  /** Takes the object away, as the last act of a deletion. Finalizers may keep it. */
  void remove() {
    DeleteOptions now =
        new DeleteOptionsBuilder()
            .withGracePeriodSeconds(0L)
            .withNewPreconditions()
            .withUid(identity.uid())
            .endPreconditions()
            .build();
    String path = "/api/v1/namespaces/%s/pods/%s".formatted(identity.namespace(), identity.name());
    unlessGone(() -> client.raw(path, "DELETE", now));
  }

  private static void unlessGone(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }
}
