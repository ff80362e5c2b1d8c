package dev.headgate.operator.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.util.function.Supplier;

/**
 * Writes a whole status by server-side apply, so that what is left out of it is removed, and keeps
 * what was written for the next reconciliation.
 *
 * @param empty makes a resource without anything
 */
public record StatusWriter<T extends CustomResource<?, S>, S>(Supplier<T> empty) {

  /**
   * Writes the status, unless the resource has just that.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 if the resource
   *     was changed since {@code resource} was read; the change brings the next reconciliation
   */
  public void write(T resource, S status, Context<T> context) {
    if (!status.equals(resource.getStatus())) {
      PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
          resource, with(resource, status), context);
    }
  }

  /** As an apply takes it: the resource with nothing but its identity and that status. */
  public T with(T resource, S status) {
    var fresh = empty.get();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .withUid(resource.getMetadata().getUid())
            // What was decided holds for the resource that was seen, and for no other.
            .withResourceVersion(resource.getMetadata().getResourceVersion())
            .build());
    fresh.setStatus(status);
    return fresh;
  }
}
