package dev.headgate.testkit.oracle;

import dev.headgate.testkit.kafka.TopicReader;
import dev.headgate.testkit.kafka.TopicTail;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Judges a sink as it runs, again and again, each time what came since the last time. All verdicts
 * together are one on the whole topic; the oracle forgets what was judged, so that neither time nor
 * memory nor the WAL that is kept grow with the age of the sink.
 *
 * <p>Not thread-safe.
 */
public final class Audit implements AutoCloseable {

  /**
   * What to audit.
   *
   * @param bootstrapServers where the topics are
   * @param registry the schema registry's URL
   * @param topic the data topic
   * @param progressTopic where the sink's records are
   * @param sink its id, the key of its records
   * @param snapshot whether the first version's contents come first
   * @param relations all that may become a version which writes something at its timestamp
   */
  public record Subject(
      String bootstrapServers,
      URI registry,
      String topic,
      String progressTopic,
      String sink,
      boolean snapshot,
      List<Expected.Shown> relations) {
    public Subject {
      relations = List.copyOf(relations);
    }
  }

  /**
   * What was found.
   *
   * @param frontier up to which the topic was judged, by the sink's own word
   * @param flows all versions so far
   * @param transactions that were committed upstream in the piece
   * @param messages that must be there in the piece
   * @param differences all that is wrong
   */
  public record Finding(
      long frontier,
      List<ProgressTrace.Flow> flows,
      long transactions,
      long messages,
      List<String> differences) {
    public Finding {
      flows = List.copyOf(flows);
      differences = List.copyOf(differences);
    }
  }

  private final WalOracle oracle;
  private final Subject subject;
  private final Function<ProgressTrace.Flow, Expected.Shown> shown;
  private final TopicTail progress;
  private final TopicTail data;
  private final ConfluentAvro avro;
  private final Expectation expectation;
  private final RunningVerdict verdict = new RunningVerdict();
  private final TreeMap<Integer, ProgressTrace.Flow> flows = new TreeMap<>();
  private Optional<ProgressTrace.Entry> lastEntry = Optional.empty();

  /**
   * Nothing is read yet.
   *
   * @param oracle opened before the first row was written; read by nobody else
   * @param shown what a version shows
   */
  public Audit(
      WalOracle oracle, Subject subject, Function<ProgressTrace.Flow, Expected.Shown> shown) {
    this.oracle = oracle;
    this.subject = subject;
    this.shown = shown;
    this.expectation = new Expectation(subject.snapshot(), subject.relations());
    var reader = new TopicReader(subject.bootstrapServers());
    this.progress = new TopicTail(reader, subject.progressTopic());
    this.data = new TopicTail(reader, subject.topic());
    this.avro = new ConfluentAvro(subject.registry());
  }

  /**
   * Judges all up to the frontier of the sink's newest record. Servers must be up; the sink may run
   * on.
   *
   * @throws IllegalStateException if the sink's frontier is not past its first version's timestamp
   *     yet; nothing was judged then
   */
  public Finding next() throws SQLException, IOException {
    var differences = new ArrayList<>(readProgress());
    var now =
        lastEntry
            .filter(entry -> isPastItsBeginning(entry))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s has not passed its first timestamp: %s"
                            .formatted(subject.sink(), lastEntry)));
    var history = oracle.readOn(now.frontier());
    var expected =
        expectation.next(history, flows.values().stream().map(shown).toList(), now.frontier());
    var arrived = TopicContents.of(data.next(), avro);
    differences.addAll(verdict.next(now.frontier(), expected, arrived).differences());
    return new Finding(
        now.frontier(),
        List.copyOf(flows.values()),
        history.transactions().size(),
        expected.messages().size(),
        differences);
  }

  private static boolean isPastItsBeginning(ProgressTrace.Entry entry) {
    return !entry.history().isEmpty()
        && Long.compareUnsigned(entry.frontier(), entry.history().getFirst().at()) > 0;
  }

  /** What no sequence of records may show, the last one of the read before included. */
  private List<String> readProgress() throws IOException {
    var entries = new ArrayList<ProgressTrace.Entry>();
    lastEntry.ifPresent(entries::add);
    entries.addAll(ProgressTrace.of(progress.next(), subject.sink()).records());
    if (!entries.isEmpty()) {
      lastEntry = Optional.of(entries.getLast());
    }
    entries.forEach(entry -> entry.history().forEach(flow -> flows.put(flow.version(), flow)));
    return new ProgressTrace(entries).contradictions();
  }

  /** What the topic has beyond the frontier of the last finding. */
  public List<TopicContents.Message> ahead() {
    return verdict.ahead();
  }

  /** Forgets schemas; the oracle stays open. */
  @Override
  public void close() {
    avro.close();
  }
}
