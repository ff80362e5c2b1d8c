package dev.headgate.demo.stage;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.oracle.Expected;
import dev.headgate.testkit.oracle.History;
import dev.headgate.testkit.oracle.ProgressTrace;
import dev.headgate.testkit.oracle.TopicContents;
import dev.headgate.testkit.oracle.Verdict;
import dev.headgate.testkit.oracle.WalOracle;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/** Compares the topic with the history of both relations, and says what came out. */
public final class Judge {

  private static final Duration AROUND = Duration.ofSeconds(2);
  private static final List<String> COLUMNS =
      List.of("key_col", "tier", "amount", "note", "updated");
  private static final int SHOWN_DIFFERENCES = 5;

  private final Stage stage;
  private final Servers servers;
  private final WalOracle oracle;
  private final Sabotage sabotage;

  /**
   * A judge.
   *
   * @param oracle opened before the first row was written
   */
  public Judge(Stage stage, Servers servers, WalOracle oracle, Sabotage sabotage) {
    this.stage = stage;
    this.servers = servers;
    this.oracle = oracle;
    this.sabotage = sabotage;
  }

  /**
   * Whether the topic is exactly OLD before T and NEW from T on. Everything that was written has to
   * be in the topic by now.
   *
   * @param at T
   * @param arrivals of a consumer that read from the beginning
   */
  public boolean isExact(Timestamp at, Arrivals arrivals) throws SQLException, IOException {
    var history = oracle.read();
    var expected = Expected.of(history, true, flows());
    var contents =
        sabotage.of(
            TopicContents.read(
                servers.kafka().bootstrapServers(), servers.registry().url(), Example.TOPIC));
    count(at, history, expected, contents);
    stage.say(
        "longest silence of the topic within %d s around T: %d ms"
            .formatted(AROUND.toSeconds(), arrivals.longestSilence(at.bits(), AROUND).toMillis()));
    return say(Verdict.compare(expected, contents));
  }

  private void count(Timestamp at, History history, Expected expected, TopicContents contents) {
    long before =
        contents.messages().stream()
            .filter(m -> Long.compareUnsigned(m.at(), at.bits()) < 0)
            .count();
    stage.say(
        "topic: %d records, %d of matview_1 before T, %d of matview_2 from T on"
            .formatted(contents.messages().size(), before, contents.messages().size() - before));
    stage.say(
        "upstream: %d transactions, %d records expected of them"
            .formatted(history.transactions().size(), expected.messages().size()));
  }

  private boolean say(Verdict verdict) {
    verdict.differences().stream()
        .limit(SHOWN_DIFFERENCES)
        .forEach(d -> stage.say("WRONG: %s".formatted(d)));
    stage.say(
        verdict.isExact()
            ? "VERDICT: exact. Every update of OLD before T and of NEW from T on is there once."
            : "VERDICT: the topic is NOT what it must be: %d differences"
                .formatted(verdict.differences().size()));
    return verdict.isExact();
  }

  private List<Expected.Shown> flows() throws IOException {
    return new Progress(servers).read().flows().stream().map(Judge::shown).toList();
  }

  /** A Relation is named as its table, with dashes if Kubernetes knows it. */
  private static Expected.Shown shown(ProgressTrace.Flow flow) {
    var columns = new LinkedHashMap<String, String>();
    COLUMNS.forEach(name -> columns.put(name, name));
    return new Expected.Shown(
        "public." + flow.relation().replace('-', '_'), columns, List.of("key_col"), flow.at());
  }
}
