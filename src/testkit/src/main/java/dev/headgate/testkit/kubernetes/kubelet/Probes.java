package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The probes of one run of a container. Readiness and liveness begin once it has started up.
 *
 * <p>Not thread-safe; the verdicts come on other threads.
 */
final class Probes {

  private final Container container;
  private final PodIdentity identity;
  private final BiConsumer<ProbeKind, Boolean> verdicts;
  private final List<Thread> running = new ArrayList<>();
  private boolean started;
  private boolean ready;

  Probes(Container container, PodIdentity identity, BiConsumer<ProbeKind, Boolean> verdicts) {
    this.container = container;
    this.identity = identity;
    this.verdicts = verdicts;
  }

  void start() {
    if (container.getStartupProbe() == null) {
      startedUp();
    } else {
      loop(ProbeKind.STARTUP, container.getStartupProbe());
    }
  }

  /** The container has passed its startup probe, or has none. */
  void startedUp() {
    stop();
    started = true;
    ready = container.getReadinessProbe() == null;
    if (container.getReadinessProbe() != null) {
      loop(ProbeKind.READINESS, container.getReadinessProbe());
    }
    if (container.getLivenessProbe() != null) {
      loop(ProbeKind.LIVENESS, container.getLivenessProbe());
    }
  }

  void becomeReady(boolean success) {
    ready = success;
  }

  boolean started() {
    return started;
  }

  boolean ready() {
    return ready;
  }

  private void loop(ProbeKind kind, Probe probe) {
    String name = "%s/%s/%s".formatted(identity, container.getName(), kind);
    ProbeCheck check = ProbeCheck.of(probe, container, identity.address());
    ProbeLoop loop = new ProbeLoop(name, probe, check, success -> verdicts.accept(kind, success));
    running.add(Thread.ofVirtual().name(name).start(loop));
  }

  void stop() {
    running.forEach(Thread::interrupt);
    running.clear();
  }
}
