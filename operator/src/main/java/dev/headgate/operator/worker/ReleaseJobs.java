package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.dataflow.cutover.Run;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases Sinks that are being deleted and whose workers cannot do it, by Jobs in the operator's
 * own namespace: one that is being deleted takes no new objects. Reads from the API server, never
 * from a cache. Thread-safe for different Sinks.
 */
public final class ReleaseJobs {

  private static final Logger log = LoggerFactory.getLogger(ReleaseJobs.class);

  private final KubernetesClient client;
  private final String namespace;
  private final ReleaseObjects objects;

  /**
   * @param namespace of the operator
   */
  public ReleaseJobs(KubernetesClient client, String namespace, WorkerTemplate template) {
    this.client = client;
    this.namespace = namespace;
    this.objects = new ReleaseObjects(template, namespace);
  }

  /**
   * Sees to it that a Job carries out the assignment, and no Job an earlier one.
   *
   * @param assigned says that the sink is to be released
   */
  public ReleaseState ensure(Sink sink, StoredAssignment assigned) {
    if (assigned.desired().run() != Run.RELEASED) {
      throw new IllegalArgumentException(
          "sink %s is assigned to be %s, a Job only releases"
              .formatted(sink.getMetadata().getName(), assigned.desired().run()));
    }
    long generation = assigned.desired().generation();
    var name = ReleaseObjects.nameOf(sink, generation);
    jobs(sink).stream()
        .filter(job -> !job.getMetadata().getName().equals(name))
        .forEach(this::delete);

    var job = Optional.ofNullable(client.resource(objects.job(sink, generation)).get());
    if (job.isEmpty()) {
      return start(sink, assigned);
    }
    if (has(job.get(), "Complete")) {
      return new ReleaseState.Succeeded(generation);
    }
    if (job.get().getMetadata().getDeletionTimestamp() != null) {
      return new ReleaseState.Running("Job %s is being deleted".formatted(name));
    }
    if (has(job.get(), "Failed")) {
      delete(job.get());
      return new ReleaseState.Running("Job %s failed and is made anew".formatted(name));
    }
    return giveSecret(sink, assigned, job.get())
        .orElseGet(() -> new ReleaseState.Running(describe(job.get())));
  }

  /** Deletes whatever is left of Jobs for the Sink, or for earlier ones of its name. */
  public void cleanUp(Sink sink) {
    jobs(sink).forEach(this::delete);
    var selector = ReleaseObjects.selector(sink);
    client.secrets().inNamespace(namespace).withLabels(selector).delete();
  }

  private ReleaseState start(Sink sink, StoredAssignment assigned) {
    var wanted = objects.job(sink, assigned.desired().generation());
    var job = created(wanted);
    if (job.isEmpty()) {
      return new ReleaseState.Running("Job %s was made just now".formatted(nameOf(wanted)));
    }
    log.info(
        "release started sink={}/{} generation={} job={}",
        sink.getMetadata().getNamespace(),
        sink.getMetadata().getName(),
        assigned.desired().generation(),
        nameOf(wanted));
    return giveSecret(sink, assigned, job.get())
        .orElseGet(() -> new ReleaseState.Running("Job %s was started".formatted(nameOf(wanted))));
  }

  /**
   * The Job is made first, since the Secret is owned by it; until both are there its pod waits.
   *
   * @return what is in the way
   */
  private Optional<ReleaseState> giveSecret(Sink sink, StoredAssignment assigned, Job job) {
    var wanted = objects.secret(sink, assigned, job);
    var existing = client.resource(wanted).get();
    if (existing == null) {
      created(wanted);
      return Optional.empty();
    }
    if (isOwned(existing, job)) {
      return Optional.empty();
    }
    client.resource(existing).delete(); // of a Job of the name that is gone
    return Optional.of(
        new ReleaseState.Running(
            "Secret %s of an earlier Job is deleted".formatted(nameOf(wanted))));
  }

  private static boolean isOwned(Secret secret, Job job) {
    return secret.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid()));
  }

  /** Empty if somebody else was faster. */
  private <T extends HasMetadata> Optional<T> created(T wanted) {
    try {
      return Optional.of(client.resource(wanted).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String describe(Job job) {
    var name = nameOf(job);
    return pods(job)
        .map(WorkerPod::of)
        .map(WorkerPod::describe)
        .reduce((first, second) -> first + "; " + second)
        .map(pods -> "Job %s: %s".formatted(name, pods))
        .orElse("Job %s has no pod yet".formatted(name));
  }

  private Stream<Pod> pods(Job job) {
    var selector = Map.of("batch.kubernetes.io/job-name", nameOf(job));
    return client.pods().inNamespace(namespace).withLabels(selector).list().getItems().stream();
  }

  private List<Job> jobs(Sink sink) {
    var selector = ReleaseObjects.selector(sink);
    var jobs = client.batch().v1().jobs().inNamespace(namespace).withLabels(selector);
    return jobs.list().getItems();
  }

  /** With its pods: by default those of a Job are left behind. */
  private void delete(Job job) {
    client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private static boolean has(Job job, String condition) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .filter(c -> condition.equals(c.getType()))
            .map(JobCondition::getStatus)
            .anyMatch("True"::equals);
  }

  private static String nameOf(HasMetadata object) {
    return object.getMetadata().getName();
  }
}
