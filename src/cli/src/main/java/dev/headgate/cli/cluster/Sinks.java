package dev.headgate.cli.cluster;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.change.Change;
import dev.headgate.cli.change.Refusal;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The Sinks of a namespace. Written are fields of their specs only, under a field manager of our
 * own, and only if nothing has changed since it was read.
 */
public final class Sinks {

  public static final String FIELD_MANAGER = "kubectl-headgate";

  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup(Api.GROUP)
          .withVersion(Api.VERSION)
          .withKind("Sink")
          .withPlural("sinks")
          .withNamespaced(true)
          .build();

  /** The operator writes status often; each try reads anew. */
  private static final int TRIES = 20;

  private final KubernetesClient client;
  private final String namespace;

  Sinks(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  public SinkObject get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Refusal(
                    "Sink %s does not exist in namespace %s.\n  See: kubectl headgate get sinks -A"
                        .formatted(name, namespace)));
  }

  public Optional<SinkObject> find(String name) {
    return Optional.ofNullable(resource(name).get()).map(SinkObject::of);
  }

  /** Sorted by namespace and name. */
  public List<SinkObject> list(boolean allNamespaces) {
    var sinks = client.genericKubernetesResources(KIND);
    var found = allNamespaces ? sinks.inAnyNamespace().list() : sinks.inNamespace(namespace).list();
    return found.getItems().stream()
        .map(SinkObject::of)
        .sorted(
            Comparator.comparing((SinkObject o) -> o.raw().getMetadata().getNamespace())
                .thenComparing(o -> o.raw().getMetadata().getName()))
        .toList();
  }

  /**
   * Reads the Sink, asks what to change, and writes that, unless the Sink was changed meanwhile:
   * then all begins anew.
   *
   * @param decide throws {@link Refusal} if it must not be
   */
  public Changed change(String name, Function<Sink, Change> decide) {
    for (int tried = 1; ; tried++) {
      var before = get(name);
      var change = decide.apply(before.sink());
      if (change.isNothing()) {
        return new Changed(before, before, change);
      }
      try {
        var body =
            Map.of(
                "metadata",
                Map.of("resourceVersion", before.raw().getMetadata().getResourceVersion()),
                "spec",
                change.spec());
        var after =
            resource(name).patch(manager(), client.getKubernetesSerialization().asJson(body));
        return new Changed(before, SinkObject.of(after), change);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Makes a new one.
   *
   * @return empty if one of the name exists
   */
  public Optional<SinkObject> create(Sink sink) {
    try {
      var generic =
          client.getKubernetesSerialization().convertValue(sink, GenericKubernetesResource.class);
      return Optional.of(
          SinkObject.of(
              client
                  .genericKubernetesResources(KIND)
                  .inNamespace(namespace)
                  .resource(generic)
                  .create()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Whether there was one. On return it may still be there, until all that it had is given back.
   */
  public boolean delete(String name) {
    return !resource(name).delete().isEmpty();
  }

  Resource<GenericKubernetesResource> resource(String name) {
    return client.genericKubernetesResources(KIND).inNamespace(namespace).withName(name);
  }

  private static PatchContext manager() {
    var context = PatchContext.of(PatchType.JSON_MERGE);
    context.setFieldManager(FIELD_MANAGER);
    return context;
  }

  /**
   * A Sink that was changed.
   *
   * @param before as it was read
   * @param after as it is now
   * @param change what was written
   */
  public record Changed(SinkObject before, SinkObject after, Change change) {}
}
