package dev.headgate.operator.worker;

import dev.headgate.api.v1alpha1.Api;
import dev.headgate.api.v1alpha1.Sink;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What belongs to a Sink: how it is named, labelled and owned. */
public final class Ownership {

  /** Namespace of the Sink that an object is there for, on objects that are in another one. */
  public static final String SINK_NAMESPACE = "headgate.dev/sink-namespace";

  /** Selects what workers are made of. */
  public static final String SELECTOR = "app.kubernetes.io/name=headgate-worker";

  static final String NAME = "app.kubernetes.io/name";
  static final String WORKER = "headgate-worker";

  private Ownership() {}

  /** The name of everything that a Sink owns; kinds tell them apart. */
  public static String nameOf(Sink sink) {
    return sink.getMetadata().getName() + "-worker";
  }

  static Map<String, String> labels(Sink sink) {
    var name = sink.getMetadata().getName();
    return Map.of(
        NAME,
        WORKER,
        "app.kubernetes.io/instance",
        name,
        "app.kubernetes.io/managed-by",
        "headgate",
        Api.SINK_LABEL,
        name);
  }

  /** The metadata of what a Sink owns, without any that the API server gives. */
  static ObjectMeta metadata(Sink sink) {
    return new ObjectMetaBuilder()
        .withNamespace(sink.getMetadata().getNamespace())
        .withName(nameOf(sink))
        .withLabels(labels(sink))
        .withOwnerReferences(reference(sink))
        .build();
  }

  /** Whether this very Sink owns the object, not one that had its name before. */
  public static boolean owns(Sink sink, HasMetadata object) {
    return owners(object).stream().anyMatch(o -> o.getUid().equals(sink.getMetadata().getUid()));
  }

  /** What is wrong with an object that has the name of the Sink's own; empty if it is its own. */
  static Optional<String> objection(Sink sink, HasMetadata object) {
    if (owns(sink, object)) {
      return Optional.empty();
    }
    var name = sink.getMetadata().getName();
    var subject = object.getKind() + " " + object.getMetadata().getName();
    boolean elder =
        owners(object).stream()
            .anyMatch(o -> o.getKind().equals(sink.getKind()) && o.getName().equals(name));
    return Optional.of(
        elder
            ? "%s belongs to an earlier Sink %s: waiting until Kubernetes has deleted it"
                .formatted(subject, name)
            : "%s exists and does not belong to Sink %s: rename the Sink or delete it"
                .formatted(subject, name));
  }

  private static OwnerReference reference(Sink sink) {
    return new OwnerReferenceBuilder()
        .withApiVersion(sink.getApiVersion())
        .withKind(sink.getKind())
        .withName(sink.getMetadata().getName())
        .withUid(sink.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private static List<OwnerReference> owners(HasMetadata object) {
    var owners = object.getMetadata().getOwnerReferences();
    return owners == null ? List.of() : owners;
  }
}
