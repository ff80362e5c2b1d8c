package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Changed;
import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Exited;
import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Gone;
import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Probed;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one pod, from its binding until its object is gone. A thread of its own does everything, one
 * event after the other, so a change, an exit and a deletion cannot meet half-way.
 *
 * <p>{@link #tell} and the look-ups may be called from any thread.
 */
final class PodWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(PodWorker.class);

  /** How late a back-off's or a grace period's end may be noticed. */
  private static final Duration TICK = Duration.ofMillis(50);

  private final Host host;
  private final PodIdentity identity;
  private final PodDirectory directory;
  private final LaunchPlan plan;
  private final PodObject object;
  private final BlockingQueue<PodEvent> inbox = new LinkedBlockingQueue<>();
  private final List<ContainerWorker> inits = new ArrayList<>();
  private final List<ContainerWorker> containers = new ArrayList<>();
  private final Instant startTime;

  private Pod pod;
  private boolean gone;
  private boolean removed;
  private PodStatus reported;
  private Instant nextRefresh = Instant.MIN;
  private Instant pausedUntil = Instant.MIN;

  /** Takes an address and makes the pod's directory; nothing runs before {@link #run}. */
  PodWorker(Pod pod, Host host) {
    this.host = host;
    this.pod = pod;
    this.identity = PodIdentity.of(pod, host.addresses().take(), host.addresses().node());
    Path root = host.directory().resolve(identity.uid());
    try {
      this.directory = PodDirectory.create(root);
    } catch (IOException e) {
      throw new UncheckedIOException("No directory for pod " + identity, e);
    }
    this.plan = new LaunchPlan(host, identity, directory);
    this.object = new PodObject(host.client(), identity);
    this.startTime = host.clock().instant();
    this.reported = pod.getStatus();
    PodContext context = new PodContext(identity, host, directory, plan, this::tell);
    for (Container spec : pod.getSpec().getInitContainers()) {
      inits.add(new ContainerWorker(spec, true, pod, context));
    }
    for (Container spec : pod.getSpec().getContainers()) {
      containers.add(new ContainerWorker(spec, false, pod, context));
    }
  }

  PodIdentity identity() {
    return identity;
  }

  PodDirectory directory() {
    return directory;
  }

  /** Found by name, init containers included. */
  Optional<ContainerWorker> container(String name) {
    return all().filter(container -> container.name().equals(name)).findFirst();
  }

  /** The first container that is no init container. */
  ContainerWorker firstContainer() {
    return containers.getFirst();
  }

  void tell(PodEvent event) {
    inbox.add(event);
  }

  @Override
  public void run() {
    try {
      while (step()) {
        PodEvent event = inbox.poll(rest().toMillis(), TimeUnit.MILLISECONDS);
        while (event != null) {
          on(event);
          event = inbox.poll();
        }
      }
      directory.delete();
    } catch (IOException e) {
      log.error("Directory of a pod not deleted pod={} directory={}", identity, directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      host.addresses().release(identity.address());
    }
  }

  private Duration rest() {
    return gone || all().anyMatch(ContainerWorker::isDue) ? TICK : host.settings().refresh();
  }

  private void on(PodEvent event) {
    switch (event) {
      case Changed changed -> pod = changed.pod();
      case Gone ignored -> gone = true;
      case Exited exited ->
          container(exited.container())
              .ifPresent(container -> container.exited(exited, spec(container)));
      case Probed probed ->
          container(probed.container())
              .ifPresent(container -> container.probed(probed, pod, spec(container)));
    }
  }

  /** Does what can be done now; false once nothing is left to do, ever. */
  private boolean step() {
    if (gone) {
      all().forEach(ContainerWorker::kill);
      return all().anyMatch(ContainerWorker::isRunning);
    }
    all().forEach(ContainerWorker::killIfDue);
    if (host.clock().instant().isBefore(pausedUntil)) {
      return true;
    }
    try {
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        delete();
      } else {
        advance();
      }
      report();
    } catch (KubernetesClientException e) {
      pause();
      log.warn("API server not available pod={} error={}", identity, e.toString());
    } catch (IOException | RuntimeException e) {
      pause();
      log.error("Pod left as it is for now pod={}", identity, e);
    }
    return true;
  }

  private void pause() {
    pausedUntil = host.clock().instant().plus(host.settings().refresh());
  }

  private void delete() {
    Duration grace = Duration.ofSeconds(pod.getMetadata().getDeletionGracePeriodSeconds());
    all().forEach(container -> container.stop(grace));
    if (!removed && all().noneMatch(ContainerWorker::isRunning)) {
      report();
      object.remove();
      removed = true;
      log.info("Pod removed pod={} uid={}", identity, identity.uid());
    }
  }

  private void advance() throws IOException {
    List<String> unsupported = UnsupportedFields.of(pod.getSpec());
    if (!unsupported.isEmpty()) {
      CannotStart why =
          CannotStart.config("not supported by this kubelet: " + String.join("; ", unsupported));
      all().forEach(container -> container.hold(why));
      return;
    }
    refreshVolumes();
    for (ContainerWorker init : inits) {
      init.step(pod, spec(init));
      if (!init.hasSucceeded()) {
        return;
      }
    }
    containers.forEach(container -> container.step(pod, spec(container)));
  }

  /** A container that starts has them read for itself; this is for those that run. */
  private void refreshVolumes() throws IOException {
    Instant now = host.clock().instant();
    if (now.isBefore(nextRefresh) || all().noneMatch(ContainerWorker::isRunning)) {
      return;
    }
    nextRefresh = now.plus(host.settings().refresh());
    try {
      plan.refreshVolumes(pod);
    } catch (CannotStart e) {
      log.debug("Volume stays as it was pod={} reason={}", identity, e.getMessage());
    }
  }

  private void report() {
    if (removed) {
      return;
    }
    PodStatus status =
        new PodStatusReport(
                pod,
                identity,
                reported,
                startTime,
                host.clock().instant(),
                inits.stream().map(ContainerWorker::report).toList(),
                containers.stream().map(ContainerWorker::report).toList())
            .status();
    if (!status.equals(reported)) {
      object.report(status);
      reported = status;
    }
  }

  private Container spec(ContainerWorker container) {
    return Stream.of(pod.getSpec().getInitContainers(), pod.getSpec().getContainers())
        .flatMap(List::stream)
        .filter(spec -> spec.getName().equals(container.name()))
        .findFirst()
        .orElseThrow();
  }

  private Stream<ContainerWorker> all() {
    return Stream.concat(inits.stream(), containers.stream());
  }
}
