package dev.headgate.cli.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One Sink and what becomes of it; lost connections are made anew. One caller. */
public final class SinkWatch implements AutoCloseable {

  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final SharedIndexInformer<GenericKubernetesResource> informer;

  private SinkWatch(Resource<GenericKubernetesResource> resource) {
    this.informer =
        resource.inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(GenericKubernetesResource sink) {
                seen.add(new Seen.There(SinkObject.of(sink)));
              }

              @Override
              public void onUpdate(GenericKubernetesResource old, GenericKubernetesResource sink) {
                seen.add(new Seen.There(SinkObject.of(sink)));
              }

              @Override
              public void onDelete(GenericKubernetesResource sink, boolean unknown) {
                seen.add(new Seen.Gone());
              }
            });
  }

  static SinkWatch begin(Resource<GenericKubernetesResource> resource) {
    return new SinkWatch(resource);
  }

  /** What was seen next; empty if nothing was within that time. */
  public Optional<Seen> next(Duration within) throws InterruptedException {
    return Optional.ofNullable(seen.poll(within.toNanos(), TimeUnit.NANOSECONDS));
  }

  @Override
  public void close() {
    informer.close();
  }

  /** What is seen of a Sink. */
  public sealed interface Seen {

    /** It is so now. */
    record There(SinkObject sink) implements Seen {}

    /** It was deleted. */
    record Gone() implements Seen {}
  }
}
