package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Changed;
import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Gone;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The pods of this node, each with its worker. Pods without a node are handed to the scheduler.
 *
 * <p>The listener's methods are for one thread; the others for any.
 */
final class PodWorkers implements PodWatch.Listener {

  private record Running(PodWorker worker, Thread thread) {}

  private final Host host;
  private final Scheduler scheduler;
  private final Runnable onList;
  private final Map<String, Running> byUid = new ConcurrentHashMap<>();

  /**
   * @param onList run before each list is gone through
   */
  PodWorkers(Host host, Scheduler scheduler, Runnable onList) {
    this.host = host;
    this.scheduler = scheduler;
    this.onList = onList;
  }

  @Override
  public void listed(List<Pod> pods) {
    Set<String> there =
        pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    for (String uid : byUid.keySet()) {
      if (!there.contains(uid)) {
        gone(uid);
      }
    }
    onList.run();
    pods.forEach(this::changed);
  }

  @Override
  public void changed(Pod pod) {
    String node = pod.getSpec().getNodeName();
    if (node == null) {
      scheduler.schedule(pod);
    } else if (node.equals(host.settings().nodeName())) {
      Running running = byUid.get(pod.getMetadata().getUid());
      if (running != null) {
        running.worker().tell(new Changed(pod));
      } else if (!isOver(pod)) {
        begin(pod);
      }
    }
  }

  @Override
  public void deleted(Pod pod) {
    gone(pod.getMetadata().getUid());
  }

  private void begin(Pod pod) {
    PodWorker worker = new PodWorker(pod, host);
    Thread thread = Thread.ofVirtual().name("pod-" + worker.identity()).unstarted(worker);
    byUid.put(pod.getMetadata().getUid(), new Running(worker, thread));
    thread.start();
  }

  private void gone(String uid) {
    Running running = byUid.remove(uid);
    if (running != null) {
      running.worker().tell(new Gone());
    }
  }

  /** Run to its end by an earlier kubelet of this name. */
  private static boolean isOver(Pod pod) {
    String phase = pod.getStatus().getPhase();
    return PodPhase.SUCCEEDED.text().equals(phase) || PodPhase.FAILED.text().equals(phase);
  }

  /**
   * The worker of a pod.
   *
   * @throws IllegalArgumentException if the pod is not on this node
   */
  PodWorker get(String namespace, String pod) {
    return byUid.values().stream()
        .map(Running::worker)
        .filter(worker -> worker.identity().isNamed(namespace, pod))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No pod %s/%s on node %s, which has %s."
                        .formatted(namespace, pod, host.settings().nodeName(), names())));
  }

  private List<String> names() {
    return byUid.values().stream().map(running -> running.worker().identity().toString()).toList();
  }

  /** Ends all pods' processes and waits until their files are gone. */
  void end() throws InterruptedException {
    byUid.values().forEach(running -> running.worker().tell(new Gone()));
    for (Running running : byUid.values()) {
      running.thread().join();
    }
  }
}
