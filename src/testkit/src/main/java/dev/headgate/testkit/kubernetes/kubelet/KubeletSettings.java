package dev.headgate.testkit.kubernetes.kubelet;

import java.time.Duration;

/**
 * What callers may choose about a {@link Kubelet}.
 *
 * @param nodeName the Node's name; two kubelets of one cluster need two
 * @param backOff how long a container that crashed for the second time waits before it is started
 *     again; doubled by each further crash
 * @param backOffLimit the longest such wait; a container that ran for twice as long begins anew
 * @param refresh how often volumes are read again, and what was missing or failed is tried again
 */
public record KubeletSettings(
    String nodeName, Duration backOff, Duration backOffLimit, Duration refresh) {

  /** Back-off as in Kubernetes: 10 s to 5 min. Node {@code node-1}, refreshed twice a second. */
  public static KubeletSettings defaults() {
    return new KubeletSettings(
        "node-1", Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMillis(500));
  }

  public KubeletSettings withNodeName(String name) {
    return new KubeletSettings(name, backOff, backOffLimit, refresh);
  }

  public KubeletSettings withBackOff(Duration first) {
    return new KubeletSettings(nodeName, first, backOffLimit, refresh);
  }
}
