package dev.headgate.control;

import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random values of what messages are made of, over their whole ranges. */
final class RandomValues {

  private RandomValues() {}

  /** Any text of whole characters: half a surrogate pair is none, and UTF-8 cannot carry it. */
  static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMaxLength(12)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }

  static Arbitrary<Map<String, String>> textsByName() {
    return Arbitraries.maps(text(), text()).ofMaxSize(3);
  }

  static Arbitrary<Integer> number() {
    return Arbitraries.integers().greaterOrEqual(0);
  }

  static Arbitrary<Long> count() {
    return Arbitraries.longs().greaterOrEqual(0);
  }

  static Arbitrary<Boolean> either() {
    return Arbitraries.of(true, false);
  }

  static Arbitrary<Long> oid() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  }

  static Arbitrary<Timestamp> timestamp() {
    return Arbitraries.longs().map(Timestamp::new);
  }

  static Arbitrary<Version> version() {
    return Arbitraries.integers().greaterOrEqual(1).map(Version::new);
  }

  static Arbitrary<Instant> instant() {
    return Combinators.combine(
            Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
            Arbitraries.longs().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }

  static Arbitrary<CutoverId> cutoverId() {
    return Arbitraries.strings().withChars("0123456789abcdef").ofLength(16).map(CutoverId::new);
  }

  static Arbitrary<Relation> relation() {
    var columns =
        Combinators.combine(text(), text()).as(Column::new).list().ofMinSize(1).ofMaxSize(3);
    var identifier = text().filter(name -> !name.isEmpty());
    var table = Combinators.combine(identifier, identifier).as(TableName::new);
    return Combinators.combine(text(), oid(), table, columns).as(Relation::new);
  }
}
