package dev.headgate.cli.cluster;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Relation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes whoever shows a Sink with its relations and pods when one of them changes. One caller. */
public final class TreeWatch implements AutoCloseable {

  private final Semaphore changes = new Semaphore(0);
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  private TreeWatch(KubernetesClient client, String namespace, String sink, boolean pods) {
    informers.add(
        client
            .genericKubernetesResources(Sinks.KIND)
            .inNamespace(namespace)
            .withName(sink)
            .inform(handler()));
    informers.add(client.resources(Relation.class).inNamespace(namespace).inform(handler()));
    if (pods) {
      informers.add(
          client.pods().inNamespace(namespace).withLabel(Api.SINK_LABEL, sink).inform(handler()));
    }
  }

  static TreeWatch begin(KubernetesClient client, String namespace, String sink, boolean pods) {
    return new TreeWatch(client, namespace, sink, pods);
  }

  private <T> ResourceEventHandler<T> handler() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        changes.release();
      }

      @Override
      public void onUpdate(T old, T object) {
        changes.release();
      }

      @Override
      public void onDelete(T object, boolean unknown) {
        changes.release();
      }
    };
  }

  /** Returns after a change, or when the time is over. Changes that came together are one. */
  public void await(Duration within) throws InterruptedException {
    if (changes.tryAcquire(within.toNanos(), TimeUnit.NANOSECONDS)) {
      changes.drainPermits();
    }
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
