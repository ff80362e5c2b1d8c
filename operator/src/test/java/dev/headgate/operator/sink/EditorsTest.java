package dev.headgate.operator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EditorsTest {

  private static final Map<String, Object> NAME = Map.of("f:name", Map.of());
  private static final Map<String, Object> FROM =
      Map.of("f:spec", Map.of("f:from", NAME, "f:snapshot", Map.of()));
  private static final Map<String, Object> OTHERS =
      Map.of("f:spec", Map.of("f:paused", Map.of()), "f:metadata", Map.of());
  private static final Map<String, Object> STATUS = Map.of("f:status", Map.of("f:from", Map.of()));

  @Test
  void whoeverOwnsFromHasChangedIt() {
    assertThat(
            ofFrom(
                entry("argocd", "Apply", "2026-01-01T10:00:00Z", OTHERS),
                entry("kubectl-edit", "Update", "2026-01-01T09:00:00Z", FROM),
                entry("headgate", "Update", "2026-01-01T11:00:00Z", STATUS)))
        .isEqualTo(new ChangedBy("kubectl-edit", "Update", "2026-01-01T09:00:00Z"));
  }

  @Test
  void ofSeveralOwnersItIsTheOneThatWroteLast() {
    assertThat(
            ofFrom(
                entry("flux", "Apply", "2026-01-01T10:00:01Z", FROM),
                entry("kubectl", "Apply", "2026-01-01T10:00:00Z", FROM)))
        .isEqualTo(new ChangedBy("flux", "Apply", "2026-01-01T10:00:01Z"));
  }

  @Test
  void nobodyIsNamedWhereTheServerDoesNotTell() {
    assertThat(ofFrom()).isNull();
    assertThat(ofFrom(entry("argocd", "Apply", "2026-01-01T10:00:00Z", OTHERS))).isNull();
    assertThat(ofFrom(new ManagedFieldsEntry())).isNull();
  }

  private static ChangedBy ofFrom(ManagedFieldsEntry... entries) {
    var sink = Given.sink("matview-2", null);
    sink.getMetadata().setManagedFields(List.of(entries));
    return Editors.ofFrom(sink).orElse(null);
  }

  static ManagedFieldsEntry from(String manager) {
    return entry(manager, "Apply", "2026-01-01T10:00:00Z", FROM);
  }

  private static ManagedFieldsEntry entry(
      String manager, String operation, String time, Map<String, Object> fields) {
    var owned = new FieldsV1();
    owned.setAdditionalProperties(fields);
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withOperation(operation)
        .withTime(time)
        .withFieldsV1(owned)
        .build();
  }
}
