package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.control.MalformedMessageException;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.sink.SinkId;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The Secret that a Sink's worker starts from: what was assigned last, and the token that the
 * worker lets in. Read from the API server itself, never from a cache, as the next generation is
 * counted from it. Thread-safe.
 */
public final class AssignmentStore {

  /** Keeps the Secret until its sink has given back what it has upstream. */
  static final String FINALIZER = "headgate.dev/release";

  private final AssignmentJson json = new AssignmentJson();
  private final KubernetesClient client;
  private final Function<Sink, SinkId> ids;
  private final Supplier<String> tokens;

  /**
   * @param ids the id of each Sink
   * @param tokens makes tokens that nobody can guess; asked once a Sink
   */
  public AssignmentStore(
      KubernetesClient client, Function<Sink, SinkId> ids, Supplier<String> tokens) {
    this.client = client;
    this.ids = ids;
    this.tokens = tokens;
  }

  /**
   * Reads what was assigned last.
   *
   * @throws MalformedAssignmentException if the Sink's own Secret cannot be read as one
   */
  public Stored read(Sink sink) {
    var secret = resource(sink).get();
    if (secret == null) {
      return new Stored.None();
    }
    return Ownership.objection(sink, secret)
        .<Stored>map(Stored.Foreign::new)
        .orElseGet(() -> new Stored.Ours(stored(sink, secret)));
  }

  /**
   * Assigns, without a grant. What the worker is told by a request must have been written before.
   *
   * @param previous what was read before; empty if there was none
   * @return what is stored now
   * @throws AssignmentConflict if it is not {@code previous} that is stored
   */
  public StoredAssignment write(Sink sink, Desired desired, Optional<StoredAssignment> previous) {
    var token = previous.map(StoredAssignment::token).orElseGet(tokens);
    var secret = secret(sink, desired, token);
    previous.ifPresent(
        p -> {
          secret.getMetadata().setResourceVersion(p.resourceVersion());
          secret.getMetadata().setAnnotations(p.annotations());
        });
    try {
      var resource = client.resource(secret);
      return stored(sink, previous.isPresent() ? resource.update() : resource.create());
    } catch (KubernetesClientException e) {
      throw isConflict(e) ? conflict(sink, e) : e;
    }
  }

  /** A Secret deleted in between is not found when it is to be updated. */
  private static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        || (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && isOfSecret(e));
  }

  /** Not the namespace, whose absence is no conflict. */
  private static boolean isOfSecret(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && "secrets".equals(e.getStatus().getDetails().getKind());
  }

  private static AssignmentConflict conflict(Sink sink, KubernetesClientException e) {
    return new AssignmentConflict(
        "Secret %s/%s was changed by somebody else since it was read"
            .formatted(sink.getMetadata().getNamespace(), Ownership.nameOf(sink)),
        e);
  }

  /**
   * Lets the Secret go, and deletes it. Until then nobody else's deletion takes it away, that of
   * its namespace for example: it alone says how to give back what the sink has upstream.
   */
  public void clear(Sink sink) {
    if (!(read(sink) instanceof Stored.Ours)) {
      return;
    }
    var resource = resource(sink);
    resource.edit(
        secret -> {
          secret.getMetadata().getFinalizers().remove(FINALIZER);
          return secret;
        });
    resource.delete();
  }

  private Secret secret(Sink sink, Desired desired, String token) {
    var metadata = Ownership.metadata(sink);
    metadata.setFinalizers(List.of(FINALIZER));
    return new SecretBuilder()
        .withMetadata(metadata)
        .withType("Opaque")
        .withData(data(new Assignment(ids.apply(sink), desired), token))
        .build();
  }

  /** The files that a worker starts from, as a Secret holds them. */
  static Map<String, String> data(Assignment assignment, String token) {
    var base64 = Base64.getEncoder();
    return Map.of(
        WorkerPodSpec.ASSIGNMENT_KEY,
        base64.encodeToString(new AssignmentJson().write(assignment)),
        WorkerPodSpec.TOKEN_KEY,
        base64.encodeToString(token.getBytes(StandardCharsets.UTF_8)));
  }

  private StoredAssignment stored(Sink sink, Secret secret) {
    var metadata = secret.getMetadata();
    return new StoredAssignment(
        assignment(sink, secret).desired(),
        new String(file(secret, WorkerPodSpec.TOKEN_KEY), StandardCharsets.UTF_8).strip(),
        metadata.getResourceVersion(),
        Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()));
  }

  private Assignment assignment(Sink sink, Secret secret) {
    byte[] bytes = file(secret, WorkerPodSpec.ASSIGNMENT_KEY);
    try {
      var assignment = json.read(bytes);
      if (!assignment.sink().equals(ids.apply(sink))) {
        throw malformed(
            secret,
            "it is for sink %s, not for %s".formatted(assignment.sink(), ids.apply(sink)),
            null);
      }
      return assignment;
    } catch (MalformedMessageException e) {
      throw malformed(secret, e.getMessage(), e);
    }
  }

  private static byte[] file(Secret secret, String key) {
    var data = Optional.ofNullable(secret.getData()).orElse(Map.of());
    var value = data.getOrDefault(key, "");
    if (value.isEmpty()) {
      throw malformed(secret, "%s is missing".formatted(key), null);
    }
    return Base64.getDecoder().decode(value);
  }

  private static MalformedAssignmentException malformed(
      Secret secret, String what, Throwable cause) {
    return new MalformedAssignmentException(
        secret.getMetadata().getNamespace(), secret.getMetadata().getName(), what, cause);
  }

  private Resource<Secret> resource(Sink sink) {
    return client
        .secrets()
        .inNamespace(sink.getMetadata().getNamespace())
        .withName(Ownership.nameOf(sink));
  }
}
