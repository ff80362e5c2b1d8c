package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Who changed a Sink, as the API server keeps it in {@code metadata.managedFields}. */
final class Editors {

  private Editors() {}

  /**
   * The field manager that owns {@code spec.from}: whoever changed it last. Of several, which hold
   * the same value, the one that wrote last. Empty where the API server does not tell.
   */
  static Optional<ChangedBy> ofFrom(Sink sink) {
    return sink.getMetadata().getManagedFields().stream()
        .filter(Editors::ownsFrom)
        .max(Comparator.comparing(entry -> time(entry)))
        .map(entry -> new ChangedBy(entry.getManager(), entry.getOperation(), entry.getTime()));
  }

  private static boolean ownsFrom(ManagedFieldsEntry entry) {
    return entry.getManager() != null
        && entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:from");
  }

  /** RFC 3339 in UTC with whole seconds, so the text sorts as the time does. */
  private static String time(ManagedFieldsEntry entry) {
    return Optional.ofNullable(entry.getTime()).orElse("");
  }
}
