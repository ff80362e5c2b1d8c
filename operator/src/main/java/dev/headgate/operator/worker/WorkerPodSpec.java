package dev.headgate.operator.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pod of a worker, which is the same for all sinks of an installation but for the Secret's
 * name: a change of what is assigned never starts a process anew. It fulfils the Pod Security
 * Standard "restricted".
 *
 * <p>All values are those that the API server stores, so that what is wanted can be compared with
 * what there is. {@code HEADGATE_INCARNATION} is left out: a container that is restarted keeps its
 * pod's variables, and must have another one all the same.
 */
final class WorkerPodSpec {

  static final String CONTAINER = "worker";
  static final int PORT = 8080;
  static final String ASSIGNMENT_KEY = "sink.json";
  static final String TOKEN_KEY = "token";

  private static final String DIRECTORY = "/etc/headgate";
  private static final long GRACE_SECONDS = 30;

  /** Leaves the process a few seconds of the pod's grace period to end after its sinks. */
  private static final int STOP_SECONDS = 20;

  private static final Set<String> RESERVED =
      Set.of(
          "POD_IP",
          "HEADGATE_ASSIGNMENTS",
          "HEADGATE_TOKEN_FILE",
          "HEADGATE_LISTEN",
          "HEADGATE_STOP_SECONDS",
          "HEADGATE_INCARNATION");

  private final WorkerTemplate template;

  WorkerPodSpec(WorkerTemplate template) {
    this.template = template;
  }

  /** Whether Headgate alone says what a variable of that name is. */
  static boolean isReserved(String variable) {
    return RESERVED.contains(variable);
  }

  /** The pod that starts from the Secret of that name. Its restart policy is left open. */
  PodSpec of(String image, String secret) {
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container(image))
        .addNewVolume()
        .withName("assignment")
        .withNewSecret()
        .withSecretName(secret)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName("tmp")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .build();
  }

  private Container container(String image) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(image)
        .withImagePullPolicy(template.imagePullPolicy().orElse(null))
        .withEnv(env())
        .addNewPort()
        .withName("http")
        .withContainerPort(PORT)
        .withProtocol("TCP")
        .endPort()
        // What a worker says last is most often why it does not start.
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withStartupProbe(probe("/healthz", 2, 60))
        .withLivenessProbe(probe("/healthz", 10, 6))
        .withReadinessProbe(probe("/readyz", 2, 3))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("assignment")
        .withMountPath(DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  private List<EnvVar> env() {
    var env = new ArrayList<EnvVar>();
    env.add(variable("HEADGATE_ASSIGNMENTS", DIRECTORY));
    env.add(variable("HEADGATE_TOKEN_FILE", DIRECTORY + "/" + TOKEN_KEY));
    env.add(
        new EnvVarBuilder()
            .withName("POD_IP")
            .withNewValueFrom()
            .withNewFieldRef("v1", "status.podIP")
            .endValueFrom()
            .build());
    env.add(variable("HEADGATE_LISTEN", "$(POD_IP):" + PORT)); // expanded only behind POD_IP
    env.add(variable("HEADGATE_STOP_SECONDS", Integer.toString(STOP_SECONDS)));
    new TreeMap<>(template.env()).forEach((name, value) -> env.add(variable(name, value)));
    return env;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static Probe probe(String path, int periodSeconds, int failureThreshold) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort("http")
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failureThreshold)
        .build();
  }
}
