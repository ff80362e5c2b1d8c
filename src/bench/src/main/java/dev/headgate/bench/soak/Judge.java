package dev.headgate.bench.soak;

import static java.util.stream.Collectors.toMap;

import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.Wiring;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.testkit.oracle.Audit;
import dev.headgate.testkit.oracle.Expected;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.oracle.WalOracle;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges what the sink has written, and that its versions are those of the edits.
 *
 * <p>Not thread-safe.
 */
final class Judge implements AutoCloseable {

  private static final int SHOWN = 5;

  private final Audit audit;
  private final Map<String, Relation> relations;
  private final List<String> key;

  /** By version; of those not in it nothing is written at T. */
  private final Map<Integer, Expected.AtStart> atStart = new HashMap<>();

  private long checks;
  private long transactions;
  private long messages;
  private final List<Long> nanos = new ArrayList<>();

  /**
   * Of a sink that has not begun.
   *
   * @param oracle has seen everything that the tables hold
   * @param relations all between which it will be cut over
   */
  Judge(Servers servers, WalOracle oracle, Wanted wanted, List<Relation> relations) {
    this.relations = relations.stream().collect(toMap(Relation::name, relation -> relation));
    this.key = wanted.spec().key();
    this.audit =
        new Audit(
            oracle,
            new Audit.Subject(
                servers.kafka().bootstrapServers(),
                servers.registry().url(),
                wanted.spec().topic(),
                Wiring.PROGRESS_TOPIC,
                wanted.sink().value(),
                wanted.spec().snapshot(),
                relations.stream().map(r -> shown(r, 0)).toList()),
            this::shown);
  }

  /** That version is cut over to in that mode. */
  void expect(Version version, Mode mode) {
    atStart.put(
        version.number(),
        switch (mode) {
          case FORWARD -> Expected.AtStart.NOTHING;
          case RECONCILE -> Expected.AtStart.DIFFERENCE;
          case REFRESH -> Expected.AtStart.EVERYTHING;
        });
  }

  private Expected.Shown shown(ProgressTrace.Flow flow) {
    return shown(relations.get(flow.relation()), flow.at())
        .startingWith(atStart.getOrDefault(flow.version(), Expected.AtStart.NOTHING));
  }

  private Expected.Shown shown(Relation relation, long at) {
    var columns = new LinkedHashMap<String, String>();
    relation.columns().forEach(c -> columns.put(c.name(), c.source()));
    return new Expected.Shown(relation.table().toString(), columns, key, at);
  }

  /**
   * Judges what has come since the last time.
   *
   * @param last the version that must be the newest one, under way as this is called or not
   * @throws NotExact if anything differs
   */
  Audit.Finding requireExact(ProgressTrace.Flow last) throws SQLException, IOException, NotExact {
    var finding = requireExact();
    if (!finding.flows().getLast().equals(last)) {
      throw new NotExact(
          List.of("the newest version is %s, not %s".formatted(finding.flows().getLast(), last)));
    }
    return finding;
  }

  /** As the other, whatever the newest version is. */
  Audit.Finding requireExact() throws SQLException, IOException, NotExact {
    long began = System.nanoTime();
    var finding = audit.next();
    checks++;
    transactions += finding.transactions();
    messages += finding.messages();
    nanos.add(System.nanoTime() - began);
    if (!finding.differences().isEmpty()) {
      throw new NotExact(finding.differences());
    }
    return finding;
  }

  /** Fails if anything has come beyond what was judged. */
  void requireNothingAhead() throws NotExact {
    if (!audit.ahead().isEmpty()) {
      throw new NotExact(List.of("beyond the last frontier there are " + audit.ahead()));
    }
  }

  /** How much was judged so far. */
  Judged judged() {
    return new Judged(
        checks, transactions, messages, nanos.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * What was judged.
   *
   * @param messages that had to be there, and were
   * @param nanos how long each verdict took
   */
  record Judged(long checks, long transactions, long messages, long[] nanos) {}

  /** The topic is not what it must be. */
  static final class NotExact extends Exception {
    private static final long serialVersionUID = 1;

    NotExact(List<String> differences) {
      super(
          "The topic is not exact: %d differences, among them%n%s"
              .formatted(
                  differences.size(),
                  String.join("\n", differences.subList(0, Math.min(SHOWN, differences.size())))));
    }
  }

  @Override
  public void close() {
    audit.close();
  }
}
