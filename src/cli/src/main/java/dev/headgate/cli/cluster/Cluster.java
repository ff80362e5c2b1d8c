package dev.headgate.cli.cluster;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Relation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** An API server, asked as one user about one namespace. To be closed. */
public final class Cluster implements AutoCloseable {

  /** A person waits: an API server that does not answer is told of soon. */
  private static final int RETRIES = 1;

  private static final int CONNECT_MILLIS = 10_000;

  private final KubernetesClient client;
  private final String namespace;

  private Cluster(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Connects when it is first asked.
   *
   * @param namespace instead of the one that the settings name
   */
  public static Cluster of(Config settings, Optional<String> namespace) {
    var config =
        new ConfigBuilder(settings)
            .withRequestRetryBackoffLimit(RETRIES)
            .withConnectionTimeout(CONNECT_MILLIS)
            // From this the API server takes the field manager of what is created.
            .withUserAgent(Sinks.FIELD_MANAGER)
            .build();
    var client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    return new Cluster(
        client, namespace.or(() -> Optional.ofNullable(config.getNamespace())).orElse("default"));
  }

  public String namespace() {
    return namespace;
  }

  public Sinks sinks() {
    return new Sinks(client, namespace);
  }

  public Optional<Relation> relation(String name) {
    return Optional.ofNullable(
        client.resources(Relation.class).inNamespace(namespace).withName(name).get());
  }

  /** The pods of a Sink's worker; empty if this user may not read pods. */
  public Optional<List<Pod>> pods(SinkObject sink) {
    try {
      return Optional.of(
          client
              .pods()
              .inNamespace(namespace)
              .withLabel(Api.SINK_LABEL, sink.sink().getMetadata().getName())
              .withLabel(Api.SINK_UID_LABEL, sink.sink().getMetadata().getUid())
              .list()
              .getItems());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Tells of a Sink as it is, and of each change, until it is closed. */
  public SinkWatch watch(String name) {
    return SinkWatch.begin(sinks().resource(name));
  }

  /**
   * Tells that something among Sink, its relations and its pods may have changed.
   *
   * @param pods whether this user may read pods
   */
  public TreeWatch watchAround(String sink, boolean pods) {
    return TreeWatch.begin(client, namespace, sink, pods);
  }

  @Override
  public void close() {
    client.close();
  }
}
