package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.CutoverPreview;
import dev.headgate.dataflow.preview.FieldChange;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SubjectVerdict;
import java.util.List;

/** {@code status.cutover.preview}: what the worker found out. */
final class PreviewReport {

  private PreviewReport() {}

  static CutoverPreview of(Preview preview) {
    return new CutoverPreview(
        preview.at().toString(),
        preview.took().toMillis(),
        lines(preview.schema().key()),
        lines(preview.schema().value()),
        preview.registry().stream().map(PreviewReport::subject).toList(),
        preview.keys() instanceof Counted counted ? keys(counted) : null,
        preview.keys() instanceof NotCounted not ? not.message() : null);
  }

  private static List<String> lines(List<FieldChange> changes) {
    return changes.stream().map(FieldChange::toString).toList();
  }

  private static CutoverPreview.Subject subject(SubjectVerdict verdict) {
    return switch (verdict) {
      case SubjectVerdict.Compatible v -> subject(v, CutoverPreview.Verdict.Compatible, List.of());
      case SubjectVerdict.Incompatible v ->
          subject(v, CutoverPreview.Verdict.Incompatible, v.reasons());
      case SubjectVerdict.Unknown v ->
          subject(v, CutoverPreview.Verdict.Unknown, List.of(v.reason()));
    };
  }

  private static CutoverPreview.Subject subject(
      SubjectVerdict of, CutoverPreview.Verdict verdict, List<String> reasons) {
    return new CutoverPreview.Subject(of.subject(), verdict.name(), reasons);
  }

  private static CutoverPreview.Keys keys(Counted counted) {
    return new CutoverPreview.Keys(
        counted.compared(),
        counted.oneIn(),
        keys(counted.stale()),
        keys(counted.missing()),
        keys(counted.orphan()));
  }

  private static CutoverPreview.Counted keys(KeyDifference.Keys keys) {
    return new CutoverPreview.Counted(keys.count(), keys.samples());
  }
}
