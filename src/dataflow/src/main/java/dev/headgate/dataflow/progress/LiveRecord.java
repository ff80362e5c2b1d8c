package dev.headgate.dataflow.progress;

import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The record of a sink that exists. Immutable.
 *
 * @param frontier every update before it is committed to the topic, none from it on is
 * @param version counts the sink's definitions
 * @param relation the active relation
 * @param upstream where the changes come from
 * @param carried the tables whose changes the source carries in full, by OID, each with its {@code
 *     since}; empty until the source was made
 * @param writer who wrote the record
 * @param cutover the cutover that led to this version; empty at version 1
 * @param attemptsEnded how many tries to leave this version have ended without success
 * @param ended the last of them
 * @param topic the data topic as it was when the sink began to write to it
 * @param topicMatches whether the topic is known to equal the active relation
 * @param history the last versions, oldest first, at most {@link #HISTORY_LIMIT}
 */
public record LiveRecord(
    Frontier frontier,
    Version version,
    Relation relation,
    Upstream upstream,
    SortedMap<Long, Timestamp> carried,
    Writer writer,
    Optional<CutoverRef> cutover,
    int attemptsEnded,
    Optional<EndedAttempt> ended,
    TopicIdentity topic,
    boolean topicMatches,
    List<VersionEntry> history)
    implements ProgressRecord {

  /** How many versions {@link #history} keeps. */
  public static final int HISTORY_LIMIT = 16;

  public LiveRecord {
    carried = Collections.unmodifiableSortedMap(new TreeMap<>(carried));
    history = List.copyOf(history);
  }

  @Override
  public String uid() {
    return writer.uid();
  }

  /** Whether the source was made: slot and publication exist, and the first frontier is known. */
  public boolean isFounded() {
    return !carried.isEmpty();
  }

  /**
   * Whether nothing beyond the last cutover's timestamp is committed yet. Until then the old
   * relation's changes from there on are all kept, and the way back is open.
   */
  public boolean isAtCutover() {
    return cutover.isPresent() && frontier.upper().equals(history.getLast().at());
  }

  public LiveRecord withFrontier(Frontier newFrontier) {
    return new LiveRecord(
        newFrontier,
        version,
        relation,
        upstream,
        carried,
        writer,
        cutover,
        attemptsEnded,
        ended,
        topic,
        topicMatches,
        history);
  }

  public LiveRecord withWriter(Writer newWriter) {
    return new LiveRecord(
        frontier,
        version,
        relation,
        upstream,
        carried,
        newWriter,
        cutover,
        attemptsEnded,
        ended,
        topic,
        topicMatches,
        history);
  }

  /** With the topic no longer known to equal the active relation. */
  public LiveRecord notMatching() {
    return new LiveRecord(
        frontier,
        version,
        relation,
        upstream,
        carried,
        writer,
        cutover,
        attemptsEnded,
        ended,
        topic,
        false,
        history);
  }

  public LiveRecord withTimeline(int timeline) {
    return new LiveRecord(
        frontier,
        version,
        relation,
        upstream.withTimeline(timeline),
        carried,
        writer,
        cutover,
        attemptsEnded,
        ended,
        topic,
        topicMatches,
        history);
  }

  /**
   * With the source made: its changes are complete from {@code since} on.
   *
   * @param matches whether the contents at {@code since}, all of them, are committed together with
   *     this record
   */
  public LiveRecord founded(Timestamp since, boolean matches) {
    var first = List.of(new VersionEntry(version, relation.name(), since, List.of()));
    return new LiveRecord(
        Frontier.at(since),
        version,
        relation,
        upstream,
        new TreeMap<>(Map.of(relation.oid(), since)),
        writer,
        cutover,
        attemptsEnded,
        ended,
        topic,
        matches,
        first);
  }

  /** With a table brought in: its changes are complete from {@code since} on. */
  public LiveRecord carrying(long table, Timestamp since) {
    var more = new TreeMap<>(carried);
    more.put(table, since);
    return withCarried(more);
  }

  /** With only those of the carried tables. */
  public LiveRecord carryingOnly(Set<Long> tables) {
    var fewer = new TreeMap<>(carried);
    fewer.keySet().retainAll(tables);
    return withCarried(fewer);
  }

  /** Without those of the carried tables. */
  public LiveRecord notCarrying(Set<Long> tables) {
    var fewer = new TreeMap<>(carried);
    fewer.keySet().removeAll(tables);
    return withCarried(fewer);
  }

  private LiveRecord withCarried(SortedMap<Long, Timestamp> newCarried) {
    return new LiveRecord(
        frontier,
        version,
        relation,
        upstream,
        newCarried,
        writer,
        cutover,
        attemptsEnded,
        ended,
        topic,
        topicMatches,
        history);
  }

  /** With one more try to leave this version ended without success. */
  public LiveRecord withEnded(int newAttemptsEnded, Optional<EndedAttempt> newEnded) {
    return new LiveRecord(
        frontier,
        version,
        relation,
        upstream,
        carried,
        writer,
        cutover,
        newAttemptsEnded,
        newEnded.or(() -> ended),
        topic,
        topicMatches,
        history);
  }

  /**
   * The record of the next version: from {@code at} on the sink shows {@code to}. The point of no
   * return is its commit.
   *
   * @param at the cutover timestamp; becomes the frontier
   * @param offsets where the version begins in each partition, as far as is known before the
   *     cutover's transaction; empty if nothing is. The writer raises them to what is exact: {@link
   *     #beginningAt}
   */
  public LiveRecord cutOver(
      Relation to, Timestamp at, CutoverRef ref, boolean matches, List<Long> offsets) {
    var versions = new ArrayList<>(history);
    versions.add(new VersionEntry(version.next(), to.name(), at, offsets));
    var kept = versions.subList(Math.max(0, versions.size() - HISTORY_LIMIT), versions.size());
    return new LiveRecord(
        Frontier.at(at),
        version.next(),
        to,
        upstream,
        carried,
        writer,
        Optional.of(ref.unannouncedIn(allPartitions())),
        0,
        Optional.empty(),
        topic,
        matches,
        kept);
  }

  private Set<Integer> allPartitions() {
    return new TreeSet<>(IntStream.range(0, topic.partitions()).boxed().toList());
  }

  /**
   * With the last version of the history beginning at these offsets.
   *
   * @param offsets one a partition
   */
  public LiveRecord beginningAt(List<Long> offsets) {
    var last = history.getLast();
    var versions = new ArrayList<>(history.subList(0, history.size() - 1));
    versions.add(new VersionEntry(last.version(), last.relation(), last.at(), offsets));
    return with(cutover, versions);
  }

  /** With only these partitions still lacking the announcement of the active version. */
  public LiveRecord unannouncedIn(Set<Integer> partitions) {
    return with(cutover.map(ref -> ref.unannouncedIn(partitions)), history);
  }

  private LiveRecord with(Optional<CutoverRef> newCutover, List<VersionEntry> newHistory) {
    return new LiveRecord(
        frontier,
        version,
        relation,
        upstream,
        carried,
        writer,
        newCutover,
        attemptsEnded,
        ended,
        topic,
        topicMatches,
        newHistory);
  }

  /**
   * The version that a record of the data topic is of. Of an offset that nothing stands at yet this
   * is the active one, until a later cutover says otherwise.
   *
   * @param partition of the data topic, from 0
   * @param offset in it, from 0
   * @return empty if it stands before the oldest version that the history has, or if the history
   *     does not know where the version in question begins
   * @throws IllegalArgumentException if the topic has no such partition, or the offset is negative
   */
  public Optional<VersionEntry> producerOf(int partition, long offset) {
    if (partition < 0 || partition >= topic.partitions()) {
      throw new IllegalArgumentException(
          "there is no partition %d, only 0 to %d".formatted(partition, topic.partitions() - 1));
    }
    if (offset < 0) {
      throw new IllegalArgumentException("an offset is not negative, as %d is".formatted(offset));
    }
    for (var entry : history.reversed()) {
      if (entry.offsets().isEmpty()) {
        return Optional.empty();
      }
      if (entry.offsets().get(partition) <= offset) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /**
   * Where the changes come from.
   *
   * @param domain the database
   * @param timeline its WAL timeline when the record was written
   * @param slot the replication slot's name
   * @param publication the publication's name
   */
  public record Upstream(Domain domain, int timeline, String slot, String publication) {
    Upstream withTimeline(int newTimeline) {
      return new Upstream(domain, newTimeline, slot, publication);
    }
  }

  /**
   * Who wrote a record.
   *
   * @param uid of the Sink resource
   * @param incarnation of the worker process, new at every start
   * @param generation of the Desired that it had accepted last
   */
  public record Writer(String uid, String incarnation, long generation) {}

  /**
   * A cutover that happened.
   *
   * @param id its id
   * @param attempt {@code spec.cutover.attempt} at the time
   * @param from the relation that it left, whole: the way back needs no resource that describes it
   * @param unannounced the partitions in which no record of the version that it led to is
   *     committed: the first one there will announce it
   */
  public record CutoverRef(String id, int attempt, Relation from, SortedSet<Integer> unannounced) {
    public CutoverRef {
      unannounced = Collections.unmodifiableSortedSet(new TreeSet<>(unannounced));
    }

    /** With every partition announced. */
    public CutoverRef(String id, int attempt, Relation from) {
      this(id, attempt, from, Collections.emptySortedSet());
    }

    CutoverRef unannouncedIn(Set<Integer> partitions) {
      return new CutoverRef(id, attempt, from, new TreeSet<>(partitions));
    }
  }

  /**
   * A try that ended without success.
   *
   * @param id its cutover id
   * @param outcome how it ended
   * @param message why, for people
   */
  public record EndedAttempt(String id, Outcome outcome, String message) {}

  /** How a try ends without success. */
  public enum Outcome {
    ABORTED("Aborted"),
    TIMED_OUT("TimedOut"),
    FAILED("Failed");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** The word that resources and records show. */
    public String word() {
      return word;
    }
  }

  /**
   * The data topic, so that another one under its name is noticed.
   *
   * @param clusterId of the Kafka cluster
   * @param topicId Kafka's id of the topic
   * @param partitions how many it has
   */
  public record TopicIdentity(String clusterId, String topicId, int partitions) {}

  /**
   * One version in the history.
   *
   * @param version which
   * @param relation the relation's name
   * @param at the timestamp from which it flows
   * @param offsets where it begins in each partition of the data topic: every record of an earlier
   *     version stands below, every record of this one at the offset or above. Its first record may
   *     stand later, as markers of transactions, aborted records and what others write take offsets
   *     too. Empty if unknown
   */
  public record VersionEntry(Version version, String relation, Timestamp at, List<Long> offsets) {
    public VersionEntry {
      offsets = List.copyOf(offsets);
    }
  }
}
