package dev.headgate.cli;

import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.cluster.SinkObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Resources in files, and the moment at which they are looked at. */
public final class Fixtures {

  public static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static final Path FOLDER = Path.of("src/test/resources/sinks");

  private Fixtures() {}

  public static SinkObject object(String name) {
    return SinkObject.of(read(name, GenericKubernetesResource.class));
  }

  public static Sink sink(String name) {
    return object(name).sink();
  }

  public static Relation relation(String name) {
    return read(name, Relation.class);
  }

  public static Pod pod(String name) {
    return read(name, Pod.class);
  }

  private static <T> T read(String name, Class<T> type) {
    try {
      return new KubernetesSerialization()
          .unmarshal(Files.readString(FOLDER.resolve(name + ".yaml")), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
