package dev.headgate.bench.soak;

import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.Wiring;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.testkit.oracle.Audit;
import dev.headgate.testkit.oracle.Expected;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.oracle.WalOracle;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Judges what the sink has written, and that its versions are those of the edits.
 *
 * <p>Not thread-safe.
 */
final class Judge implements AutoCloseable {

  private static final int SHOWN = 5;

  private final Audit audit;
  private long checks;
  private long transactions;
  private long messages;
  private final List<Long> nanos = new ArrayList<>();

  /** Of a sink that has not begun; {@code oracle} has seen everything that its tables hold. */
  Judge(Servers servers, WalOracle oracle, Wanted wanted) {
    var columns = new LinkedHashMap<String, String>();
    wanted
        .from()
        .orElseThrow()
        .relation()
        .columns()
        .forEach(c -> columns.put(c.name(), c.source()));
    var key = wanted.spec().key();
    this.audit =
        new Audit(
            oracle,
            new Audit.Subject(
                servers.kafka().bootstrapServers(),
                servers.registry().url(),
                wanted.spec().topic(),
                Wiring.PROGRESS_TOPIC,
                wanted.sink().value(),
                wanted.spec().snapshot()),
            flow -> new Expected.Shown("public." + flow.relation(), columns, key, flow.at()));
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
