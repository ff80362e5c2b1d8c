package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/**
 * How a sink is: the columns of Materialize's {@code mz_sink_statuses}, and what a cutover adds.
 * Everything here is derived from the progress record, the worker and the upstream; only {@code
 * cutover} is also the operator's memory of the try.
 *
 * <p>Times are RFC 3339 in UTC. Positions ({@code frontier}, {@code timestamp}, {@code since}) are
 * PostgreSQL LSNs as PostgreSQL prints them.
 *
 * @param id the sink's id: key of its progress records
 * @param name of the resource
 * @param type {@code kafka}
 * @param status one of {@link Word}
 * @param lastStatusChangeAt when {@code status} last changed
 * @param statusHistory what {@code status} was, oldest first; the last entry is what it is now
 * @param error why the sink does not move
 * @param details hints, and errors by the part that has them
 * @param phase where the sink stands, in words for people
 * @param version how many definitions the sink has had
 * @param frontier every update before it is in the topic, none from it on is
 * @param activeRelation the relation that flows
 * @param topicMatchesRelation whether the topic is known to equal that relation
 * @param cutover the last change of {@code spec.from}
 * @param history the last versions, oldest first
 * @param statistics of {@code mz_sink_statistics}, since the worker started
 * @param workerUpdatePending whether the operator would make the worker otherwise now
 * @param observedGeneration of the spec that this is about
 * @param conditions what tools ask
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SinkStatus(
    @JsonPropertyDescription("The sink's id: key of its progress records") String id,
    @JsonPropertyDescription("Name of the sink") String name,
    @JsonPropertyDescription("Kind of the sink") String type,
    @SchemaFrom(type = Word.class)
        @JsonPropertyDescription("How the sink is, in the words of mz_sink_statuses")
        String status,
    @JsonPropertyDescription("When status last changed") String lastStatusChangeAt,
    @JsonPropertyDescription("What status last was and is, oldest first")
        List<StatusChange> statusHistory,
    @JsonPropertyDescription("Why the sink does not move, and what to do about it") String error,
    @JsonPropertyDescription("Hints, and errors by the part that has them") Details details,
    @JsonPropertyDescription("Where the sink stands, for people") String phase,
    @JsonPropertyDescription("How many definitions the sink has had") Integer version,
    @JsonPropertyDescription(
            "LSN before which everything is in the topic, and from which on nothing is")
        String frontier,
    @JsonPropertyDescription("Relation that flows") String activeRelation,
    @JsonPropertyDescription("Whether the topic is known to equal the relation that flows")
        Boolean topicMatchesRelation,
    @JsonPropertyDescription("The last change of spec.from") Cutover cutover,
    @JsonPropertyDescription("The last versions of the sink, oldest first")
        List<HistoryEntry> history,
    @JsonPropertyDescription("Counters of mz_sink_statistics, since the worker started")
        Statistics statistics,
    @JsonPropertyDescription(
            "Whether the worker differs from those that the operator makes now; raise"
                + " spec.worker.rollout to replace it")
        Boolean workerUpdatePending,
    @JsonPropertyDescription("Generation of the spec that this status is about")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, Reconciling, Stalled, RelationResolved, WorkerAvailable, CutoverComplete,"
                + " AwaitingPromotion")
        List<Condition> conditions) {

  public SinkStatus {
    statusHistory = statusHistory == null ? List.of() : List.copyOf(statusHistory);
    history = history == null ? List.of() : List.copyOf(history);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** The words of {@code mz_sink_statuses}. */
  public enum Word {
    created,
    starting,
    running,
    paused,
    stalled,
    failed,
    dropped
  }

  /**
   * A change of {@code status}, as {@code mz_sink_status_history} has it.
   *
   * @param at when it changed
   * @param status to what
   * @param error why the sink did not move then, as last known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StatusChange(
      @JsonPropertyDescription("When it changed") String at,
      @SchemaFrom(type = Word.class) @JsonPropertyDescription("To what") String status,
      @JsonPropertyDescription("Why the sink did not move then, as last known") String error) {}

  /**
   * What is beside the error.
   *
   * @param hints what may help
   * @param namespaced errors by the part that has them, for example {@code kafka}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Details(
      @JsonPropertyDescription("What may help") List<String> hints,
      @JsonPropertyDescription("Errors by the part that has them")
          Map<String, String> namespaced) {}

  /**
   * One try to let another relation flow.
   *
   * @param id of the try
   * @param attempt {@code spec.cutover.attempt} when it began
   * @param from the relation that it leaves
   * @param to the relation that is to flow
   * @param step where it stands
   * @param since from where the new relation's changes are complete
   * @param timestamp T: the old relation's updates before it are in the topic, then the new one's
   * @param startedAt when it began
   * @param deadline when it ends unless the point of no return was passed
   * @param awaitingPromotionSince since when a person is waited for; the deadline is then later by
   *     as much
   * @param completedAt when it was over, whatever the end
   * @param rollbackUntil until when the way back needs no wait
   * @param blockers what it waits for: sessions and prepared transactions of PostgreSQL
   * @param problems what is wrong with the new relation, all of it
   * @param message how it stands, for people
   * @param leaving the version that it leaves
   * @param ordinal how many tries to leave that version had ended before
   * @param relation what {@code to} was pinned to
   * @param withdrawn whether the operator has asked to end it
   * @param onTheWayTo the relation that is wanted, where this try only leads back
   * @param preview what it would come to
   * @param changedBy who set {@code spec.from} so; absent if unknown
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cutover(
      @JsonPropertyDescription("Id of the try") String id,
      @JsonPropertyDescription("spec.cutover.attempt when it began") Integer attempt,
      @JsonPropertyDescription("Relation that it leaves") String from,
      @JsonPropertyDescription("Relation that is to flow") String to,
      @SchemaFrom(type = Step.class) @JsonPropertyDescription("Where it stands") String step,
      @JsonPropertyDescription("LSN from which on the new relation's changes are complete")
          String since,
      @JsonPropertyDescription(
              "T: the topic has all updates of the old relation before this LSN, then all updates"
                  + " of the new one from it on")
          String timestamp,
      @JsonPropertyDescription("When it began") String startedAt,
      @JsonPropertyDescription("When it ends unless the point of no return was passed by then")
          String deadline,
      @JsonPropertyDescription(
              "Since when it waits for spec.cutover.promote; the deadline is then later by as much")
          String awaitingPromotionSince,
      @JsonPropertyDescription("When it was over, whatever the end") String completedAt,
      @JsonPropertyDescription(
              "Until when spec.from can be put back without a wait for open transactions")
          String rollbackUntil,
      @JsonPropertyDescription("Sessions and prepared transactions that it waits for")
          List<String> blockers,
      @JsonPropertyDescription("What is wrong with the new relation, all of it")
          List<String> problems,
      @JsonPropertyDescription("How it stands, for people") String message,
      @JsonPropertyDescription("Version that it leaves") Integer leaving,
      @JsonPropertyDescription("How many tries to leave that version had ended before")
          Integer ordinal,
      @JsonPropertyDescription("What the new relation was pinned to") PinnedRelation relation,
      @JsonPropertyDescription("Whether the operator has asked to end it") Boolean withdrawn,
      @JsonPropertyDescription(
              "Relation that spec.from names, where this leads back first: what flows cannot write"
                  + " its first change")
          String onTheWayTo,
      @JsonPropertyDescription("What it would come to, as last found out") CutoverPreview preview,
      @JsonPropertyDescription("Who changed spec.from, where that is known") ChangedBy changedBy) {

    public Cutover {
      blockers = blockers == null ? List.of() : List.copyOf(blockers);
      problems = problems == null ? List.of() : List.copyOf(problems);
    }
  }

  /** The steps of a cutover, and how it may end. */
  public enum Step {
    Validating,
    Preparing,
    CatchingUp,
    AwaitingPromotion,
    Comparing,
    CuttingOver,
    Repairing,
    CommitUnknown,
    Verifying,
    Completed,
    TimedOut,
    Aborted,
    Failed
  }

  /**
   * A version that the sink has had.
   *
   * @param version its number
   * @param relation what flowed
   * @param timestamp from where on
   * @param at when it was first seen to flow
   * @param offsets where it begins in each partition of the topic: every record of an earlier
   *     version stands below, every one of this at the offset or above
   * @param changedBy who changed {@code spec.from}; absent for the first version, and if unknown
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HistoryEntry(
      @JsonPropertyDescription("Number of the version") Integer version,
      @JsonPropertyDescription("Relation that flowed") String relation,
      @JsonPropertyDescription("LSN from which on it flowed") String timestamp,
      @JsonPropertyDescription("When it was first seen to flow") String at,
      @JsonPropertyDescription(
              "Where it begins in each partition of the topic, by partition: records of earlier"
                  + " versions stand below, those of this one at the offset or above")
          List<Long> offsets,
      @JsonPropertyDescription("Who changed spec.from, where that is known") ChangedBy changedBy) {

    public HistoryEntry {
      offsets = offsets == null ? List.of() : List.copyOf(offsets);
    }
  }

  /**
   * Who wrote a field, as the API server keeps it in {@code metadata.managedFields}.
   *
   * @param manager name of the field manager, for example {@code kubectl-edit} or {@code
   *     argocd-controller}
   * @param operation {@code Apply} or {@code Update}
   * @param at when it last wrote, to the second
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ChangedBy(
      @JsonPropertyDescription("Name of the field manager") String manager,
      @JsonPropertyDescription("Apply or Update") String operation,
      @JsonPropertyDescription("When it last wrote") String at) {}

  /**
   * Counters of {@code mz_sink_statistics}.
   *
   * @param messagesStaged handed to the producer
   * @param messagesCommitted of those, committed
   * @param bytesStaged keys, values and headers handed to the producer
   * @param bytesCommitted of those, committed
   * @param rowsSkipped left out, and recorded in the dead-letter topic
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Statistics(
      @JsonPropertyDescription("Messages handed to the producer") Long messagesStaged,
      @JsonPropertyDescription("Messages committed to the topic") Long messagesCommitted,
      @JsonPropertyDescription("Bytes handed to the producer") Long bytesStaged,
      @JsonPropertyDescription("Bytes committed to the topic") Long bytesCommitted,
      @JsonPropertyDescription("Rows that could not be written, recorded in the dead-letter topic")
          Long rowsSkipped) {}
}
