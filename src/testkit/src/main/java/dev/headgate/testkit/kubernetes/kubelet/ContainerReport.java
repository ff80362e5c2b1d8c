package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.kubernetes.kubelet.RunState.Running;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Terminated;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.util.Optional;

/**
 * A container at one moment.
 *
 * @param last how the run before this one ended
 * @param run the number of the newest process, 0 before the first
 */
record ContainerReport(
    String name,
    RunState state,
    Optional<Terminated> last,
    int restarts,
    int run,
    boolean started,
    boolean ready) {

  boolean isRunning() {
    return state instanceof Running;
  }

  ContainerStatus status(Container spec, PodIdentity identity) {
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(name)
            .withImage(spec.getImage())
            .withImageID("")
            .withState(state.status())
            .withRestartCount(restarts)
            .withStarted(started)
            .withReady(ready);
    if (run > 0) {
      status.withImageID(spec.getImage());
      status.withContainerID("process://%s/%s/%d".formatted(identity.uid(), name, run));
    }
    last.ifPresent(ended -> status.withLastState(ended.status()));
    return status.build();
  }
}
