package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all pods of the cluster: a list, then what a watch says until it ends, then a list again.
 *
 * <p>Every end of a watch leads to a list, which an informer would spare itself: so it does not
 * matter whether the API server still has the objects of before, or was emptied meanwhile.
 */
final class PodWatch implements Runnable {

  /** Told by the one thread that runs the watch. */
  interface Listener {
    /** These pods are there, and no others. */
    void listed(List<Pod> pods);

    void changed(Pod pod);

    void deleted(Pod pod);
  }

  private sealed interface Item {
    record Changed(Pod pod) implements Item {}

    record Deleted(Pod pod) implements Item {}

    record Ended() implements Item {}
  }

  private static final Logger log = LoggerFactory.getLogger(PodWatch.class);
  private static final long WATCH_SECONDS = 60;

  private final Host host;
  private final Listener listener;

  PodWatch(Host host, Listener listener) {
    this.host = host;
    this.listener = listener;
  }

  /** Goes on until the thread is interrupted. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          round();
        } catch (KubernetesClientException e) {
          log.warn("API server not available, trying again error={}", e.toString());
          Thread.sleep(host.settings().refresh());
        } catch (RuntimeException e) {
          log.error("Pods not followed, trying again", e);
          Thread.sleep(host.settings().refresh());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    PodList list = host.client().pods().inAnyNamespace().list();
    listener.listed(list.getItems());
    ListOptions since =
        new ListOptionsBuilder()
            .withResourceVersion(list.getMetadata().getResourceVersion())
            .withTimeoutSeconds(WATCH_SECONDS)
            .build();
    // Of this round only: what an ended watch says late is not heard.
    BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    try (Watch watch = host.client().pods().inAnyNamespace().watch(since, into(items))) {
      while (true) {
        switch (items.take()) {
          case Item.Changed changed -> listener.changed(changed.pod());
          case Item.Deleted deleted -> listener.deleted(deleted.pod());
          case Item.Ended ended -> {
            return;
          }
        }
      }
    }
  }

  private static Watcher<Pod> into(BlockingQueue<Item> items) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, Pod pod) {
        switch (action) {
          case ADDED, MODIFIED -> items.add(new Item.Changed(pod));
          case DELETED -> items.add(new Item.Deleted(pod));
          case ERROR -> items.add(new Item.Ended());
          case BOOKMARK -> {}
        }
      }

      @Override
      public void onClose() {
        items.add(new Item.Ended());
      }

      @Override
      public void onClose(WatcherException cause) {
        items.add(new Item.Ended());
      }
    };
  }
}
