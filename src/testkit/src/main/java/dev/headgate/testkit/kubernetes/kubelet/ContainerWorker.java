package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Exited;
import dev.headgate.testkit.kubernetes.kubelet.PodEvent.Probed;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Running;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Terminated;
import dev.headgate.testkit.kubernetes.kubelet.RunState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container of a pod: starts it, restarts it as the pod's policy says, stops it.
 *
 * <p>Only the pod's worker calls it, except for {@link #process} and {@link #run}.
 */
final class ContainerWorker {

  private static final Logger log = LoggerFactory.getLogger(ContainerWorker.class);

  /** What the container runtime reports for a process that could not be started. */
  private static final int START_ERROR = 128;

  private final String name;
  private final boolean init;
  private final PodIdentity identity;
  private final Host host;
  private final PodDirectory directory;
  private final LaunchPlan plan;
  private final Consumer<PodEvent> inbox;
  private final BackOff backOff;
  private final int restartsBefore;

  private RunState state;
  private Optional<Terminated> last = Optional.empty();
  private Optional<Probes> probes = Optional.empty();
  private Instant nextTry = Instant.MIN;
  private Optional<Instant> killAt = Optional.empty();
  private volatile Optional<ContainerProcess> process = Optional.empty();
  private volatile int run;

  /**
   * @param init true for an init container: it is to succeed once, even if the pod restarts always
   * @param pod may say how often an earlier kubelet restarted the container
   */
  ContainerWorker(Container spec, boolean init, Pod pod, PodContext context) {
    this.name = spec.getName();
    this.init = init;
    this.identity = context.identity();
    this.host = context.host();
    this.directory = context.directory();
    this.plan = context.plan();
    this.inbox = context.inbox();
    this.restartsBefore = earlierRuns(pod);
    this.backOff = new BackOff(host.settings().backOff(), host.settings().backOffLimit());
    boolean alone = pod.getSpec().getInitContainers().isEmpty();
    this.state = new Waiting(alone ? "ContainerCreating" : "PodInitializing", "");
  }

  private int earlierRuns(Pod pod) {
    PodStatus status = pod.getStatus();
    return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
        .flatMap(List::stream)
        .filter(earlier -> earlier.getName().equals(name) && earlier.getContainerID() != null)
        .mapToInt(earlier -> earlier.getRestartCount() + 1)
        .findFirst()
        .orElse(0);
  }

  /** Goes on as far as it can now without waiting. */
  void step(Pod pod, Container spec) {
    if (state instanceof Terminated ended && restarts(pod, ended)) {
      leave(ended);
    }
    if (state instanceof Waiting && !host.clock().instant().isBefore(nextTry)) {
      start(pod, spec);
    }
    killIfDue();
  }

  private void leave(Terminated ended) {
    Duration wait = backOff.afterRun(Duration.between(ended.startedAt(), ended.finishedAt()));
    last = Optional.of(ended);
    nextTry = ended.finishedAt().plus(wait);
    String message =
        "back-off %s restarting failed container=%s pod=%s_%s(%s)"
            .formatted(text(wait), name, identity.name(), identity.namespace(), identity.uid());
    if (wait.isZero()) {
      state = new Waiting("ContainerCreating", "");
    } else {
      hold(new CannotStart("CrashLoopBackOff", message));
    }
  }

  /** As Kubernetes writes durations: {@code 1m20s}. */
  private static String text(Duration wait) {
    return wait.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  private boolean restarts(Pod pod, Terminated ended) {
    return switch (pod.getSpec().getRestartPolicy()) {
      case "Never" -> false;
      case "OnFailure" -> !ended.succeeded();
      default -> !init || !ended.succeeded();
    };
  }

  private void start(Pod pod, Container spec) {
    Instant now = host.clock().instant();
    nextTry = now.plus(host.settings().refresh());
    try {
      Launch launch = plan.of(pod, spec);
      int number = run + 1;
      run = number;
      ContainerProcess started =
          ContainerProcess.start(launch, directory.newLog(name, number), host.watchdog());
      process = Optional.of(started);
      running(spec, started);
    } catch (CannotStart e) {
      hold(e);
    } catch (IOException e) {
      // As the real kubelet has it: a run that failed, with its restart policy and back-off.
      state = new Terminated(START_ERROR, "StartError", e.getMessage(), now, now);
      log.warn("Container not started pod={} container={} error={}", identity, name, e.toString());
    }
  }

  private void running(Container spec, ContainerProcess started) {
    int thisRun = run;
    state = new Running(host.clock().instant());
    killAt = Optional.empty();
    started.onExit().thenAccept(code -> inbox.accept(new Exited(name, thisRun, code)));
    Probes watched =
        new Probes(
            spec,
            identity,
            (kind, success) -> inbox.accept(new Probed(name, thisRun, kind, success)));
    probes = Optional.of(watched);
    watched.start();
    log.info(
        "Container started pod={} container={} run={} pid={}", identity, name, run, started.pid());
  }

  /** Keeps the container waiting for {@code why}. */
  void hold(CannotStart why) {
    Waiting waiting = new Waiting(why.reason(), why.getMessage());
    if (!waiting.equals(state)) {
      log.info(
          "Container waits pod={} container={} reason={} message={}",
          identity,
          name,
          why.reason(),
          why.getMessage());
    }
    state = waiting;
  }

  void exited(Exited event, Container spec) {
    if (event.run() != run || !(state instanceof Running running)) {
      return;
    }
    probes.ifPresent(Probes::stop);
    probes = Optional.empty();
    process = Optional.empty();
    killAt = Optional.empty();
    state =
        new Terminated(
            event.exitCode(),
            event.exitCode() == 0 ? "Completed" : "Error",
            terminationMessage(event, spec),
            running.since(),
            host.clock().instant());
    log.info(
        "Container ended pod={} container={} run={} exitCode={}",
        identity,
        name,
        run,
        event.exitCode());
  }

  private String terminationMessage(Exited event, Container spec) {
    if (event.exitCode() == 0
        || !"FallbackToLogsOnError".equals(spec.getTerminationMessagePolicy())) {
      return "";
    }
    try {
      return LogTail.of(directory.readLog(name, run).orElse(""));
    } catch (IOException e) {
      return "The log cannot be read: " + e;
    }
  }

  void probed(Probed event, Pod pod, Container spec) {
    if (event.run() != run || probes.isEmpty()) {
      return; // of a run that has ended meanwhile
    }
    switch (event.kind()) {
      case READINESS -> probes.get().becomeReady(event.success());
      case STARTUP -> {
        if (event.success()) {
          probes.get().startedUp();
        } else {
          restart(spec.getStartupProbe(), pod, event.kind());
        }
      }
      case LIVENESS -> {
        if (!event.success()) {
          restart(spec.getLivenessProbe(), pod, event.kind());
        }
      }
    }
  }

  private void restart(Probe probe, Pod pod, ProbeKind kind) {
    log.info("Container failed its probe pod={} container={} probe={}", identity, name, kind);
    Long ofProbe = probe.getTerminationGracePeriodSeconds();
    stop(
        Duration.ofSeconds(
            ofProbe == null ? pod.getSpec().getTerminationGracePeriodSeconds() : ofProbe));
  }

  /**
   * Asks the process to end, and makes it end after {@code grace}; a shorter grace wins. With none
   * it is not asked: a forced deletion may be seen as a deletion first.
   */
  void stop(Duration grace) {
    if (!(state instanceof Running)) {
      return;
    }
    if (grace.isZero()) {
      kill();
    }
    Instant deadline = host.clock().instant().plus(grace);
    if (killAt.isEmpty()) {
      probes.ifPresent(Probes::stop);
      if (!grace.isZero()) {
        process.ifPresent(ContainerProcess::terminate);
      }
      log.info("Container asked to end pod={} container={} grace={}", identity, name, grace);
    }
    if (killAt.isEmpty() || deadline.isBefore(killAt.get())) {
      killAt = Optional.of(deadline);
    }
  }

  void killIfDue() {
    if (killAt.isPresent() && !host.clock().instant().isBefore(killAt.get())) {
      process.ifPresent(ContainerProcess::kill);
    }
  }

  /** Makes the process end at once. */
  void kill() {
    process.ifPresent(ContainerProcess::kill);
  }

  boolean isRunning() {
    return state instanceof Running;
  }

  /** True if the passing of time alone will call for something. */
  boolean isDue() {
    return state instanceof Waiting || killAt.isPresent();
  }

  boolean hasSucceeded() {
    return state instanceof Terminated ended && ended.succeeded();
  }

  String name() {
    return name;
  }

  /** The process that runs now. From any thread. */
  Optional<ContainerProcess> process() {
    return process;
  }

  /** The number of the newest process, from 1; 0 before the first. From any thread. */
  int run() {
    return run;
  }

  /** As a status tells it. */
  ContainerReport report() {
    return new ContainerReport(
        name,
        state,
        last,
        restartsBefore + Math.max(0, run - 1),
        run,
        probes.map(Probes::started).orElse(false),
        init ? hasSucceeded() : probes.map(Probes::ready).orElse(false));
  }
}
