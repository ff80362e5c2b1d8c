package dev.headgate.dataflow.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.progress.LiveRecord.CutoverRef;
import dev.headgate.dataflow.progress.LiveRecord.EndedAttempt;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.progress.LiveRecord.TopicIdentity;
import dev.headgate.dataflow.progress.LiveRecord.Upstream;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.dataflow.progress.LiveRecord.Writer;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ProgressJsonPropertyTest {

  private final ProgressJson json = new ProgressJson();

  @Property
  void whatIsWrittenIsReadAgain(@ForAll("records") ProgressRecord progress) {
    var written = json.write(progress);

    assertThat(json.read(written)).isEqualTo(progress);
  }

  @Provide
  Arbitrary<ProgressRecord> records() {
    return Arbitraries.oneOf(live(), dropped());
  }

  private Arbitrary<ProgressRecord> dropped() {
    return Combinators.combine(version(), text(), upstream().optional()).as(DroppedRecord::new);
  }

  private Arbitrary<ProgressRecord> live() {
    var first =
        Combinators.combine(timestamp(), version(), relation(), upstream(), carried(), writer())
            .as(Start::new);
    var cutover =
        Combinators.combine(text(), count(), relation(), partitions())
            .as(CutoverRef::new)
            .optional();
    var ended =
        Combinators.combine(text(), Arbitraries.of(Outcome.class), text())
            .as(EndedAttempt::new)
            .optional();
    var topic =
        Combinators.combine(text(), text(), Arbitraries.integers().greaterOrEqual(1))
            .as(TopicIdentity::new);
    return Combinators.combine(
            first, cutover, count(), ended, topic, Arbitraries.of(true, false), history())
        .as(
            (s, c, n, e, t, matches, h) ->
                new LiveRecord(
                    Frontier.at(s.frontier()),
                    s.version(),
                    s.relation(),
                    s.upstream(),
                    s.carried(),
                    s.writer(),
                    c,
                    n,
                    e,
                    t,
                    matches,
                    h));
  }

  private record Start(
      Timestamp frontier,
      Version version,
      Relation relation,
      Upstream upstream,
      SortedMap<Long, Timestamp> carried,
      Writer writer) {}

  private Arbitrary<Relation> relation() {
    var columns =
        Combinators.combine(text(), text()).as(Column::new).list().ofMinSize(1).ofMaxSize(5);
    var table = Combinators.combine(identifier(), identifier()).as(TableName::new);
    return Combinators.combine(text(), oid(), table, columns).as(Relation::new);
  }

  private Arbitrary<Upstream> upstream() {
    var domain = Combinators.combine(timestamp().map(Timestamp::toString), oid()).as(Domain::new);
    return Combinators.combine(domain, count(), text(), text()).as(Upstream::new);
  }

  private Arbitrary<SortedMap<Long, Timestamp>> carried() {
    return Arbitraries.maps(oid(), timestamp()).ofMaxSize(4).map(TreeMap::new);
  }

  private Arbitrary<Writer> writer() {
    return Combinators.combine(text(), text(), Arbitraries.longs().greaterOrEqual(0))
        .as(Writer::new);
  }

  private Arbitrary<SortedSet<Integer>> partitions() {
    return count().set().ofMaxSize(4).map(TreeSet::new);
  }

  private Arbitrary<List<VersionEntry>> history() {
    var offsets = Arbitraries.longs().greaterOrEqual(0).list().ofMaxSize(4);
    return Combinators.combine(version(), text(), timestamp(), offsets)
        .as(VersionEntry::new)
        .list()
        .ofMaxSize(LiveRecord.HISTORY_LIMIT);
  }

  private Arbitrary<Timestamp> timestamp() {
    return Arbitraries.longs().map(Timestamp::new);
  }

  private Arbitrary<Version> version() {
    return Arbitraries.integers().greaterOrEqual(1).map(Version::new);
  }

  private Arbitrary<Integer> count() {
    return Arbitraries.integers().greaterOrEqual(0);
  }

  private Arbitrary<Long> oid() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  }

  private Arbitrary<String> identifier() {
    return text().filter(name -> !name.isEmpty());
  }

  /** Any text of whole characters: half a surrogate pair is none, and UTF-8 cannot carry it. */
  private Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMaxLength(12)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }
}
