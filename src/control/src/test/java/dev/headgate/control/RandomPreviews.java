package dev.headgate.control;

import dev.headgate.dataflow.preview.FieldChange;
import dev.headgate.dataflow.preview.FieldChange.Field;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyDifference.Counted;
import dev.headgate.dataflow.preview.KeyDifference.Keys;
import dev.headgate.dataflow.preview.KeyDifference.NotCounted;
import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.preview.SchemaDifference;
import dev.headgate.dataflow.preview.SubjectVerdict;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random previews. */
final class RandomPreviews {

  private RandomPreviews() {}

  static Arbitrary<Preview> previews() {
    Arbitrary<FieldChange> change =
        Arbitraries.oneOf(
            field().map(FieldChange.Added::new),
            field().map(FieldChange.Removed::new),
            Combinators.combine(field(), field()).as(FieldChange.Changed::new));
    var changes = change.list().ofMaxSize(3);
    Arbitrary<SubjectVerdict> verdict =
        Arbitraries.oneOf(
            RandomValues.text().map(SubjectVerdict.Compatible::new),
            Combinators.combine(RandomValues.text(), RandomValues.text().list().ofMaxSize(2))
                .as(SubjectVerdict.Incompatible::new),
            Combinators.combine(RandomValues.text(), RandomValues.text())
                .as(SubjectVerdict.Unknown::new));
    return Combinators.combine(
            Combinators.combine(changes, changes).as(SchemaDifference::new),
            verdict.list().ofMaxSize(3),
            Arbitraries.oneOf(counted(), notCounted()),
            RandomValues.instant(),
            Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofMillis))
        .as(Preview::new);
  }

  private static Arbitrary<Field> field() {
    return Combinators.combine(RandomValues.text(), RandomValues.text(), RandomValues.either())
        .as(Field::new);
  }

  private static Arbitrary<KeyDifference> counted() {
    var keys =
        Combinators.combine(RandomValues.count(), RandomValues.text().list().ofMaxSize(3))
            .as(Keys::new);
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1), RandomValues.count(), keys, keys, keys)
        .as(Counted::new);
  }

  private static Arbitrary<KeyDifference> notCounted() {
    return Combinators.combine(Arbitraries.of(KeyDifference.Reason.class), RandomValues.text())
        .as(NotCounted::new);
  }
}
