package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * What flows, where to and how.
 *
 * @param from the relation that is to flow; editing it cuts over
 * @param into where to
 * @param key what makes two messages the same row
 * @param format how rows are written
 * @param envelope what messages say of a change
 * @param snapshot whether the contents at the start are written first
 * @param onValueError what becomes of a row that cannot be written
 * @param cutover how a change of {@code from} is carried out
 * @param paused whether nothing is to flow for now
 * @param worker how its process runs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SinkSpec(
    @Required
        @JsonPropertyDescription(
            "Relation that is to flow. Edit it to cut the sink over to another relation")
        LocalReference from,
    @Required @JsonPropertyDescription("Where to") Into into,
    @Required
        @JsonPropertyDescription("What makes two messages the same row")
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "key cannot be changed, as keys in the topic would no longer compare: create"
                    + " another Sink with a topic of its own")
        Key key,
    @Required
        @JsonPropertyDescription("How rows are written")
        @ValidationRule(
            value = "self == oldSelf",
            message = "format cannot be changed: create another Sink with a topic of its own")
        Format format,
    @Required
        @SchemaFrom(type = Envelope.class)
        @JsonPropertyDescription(
            "Upsert: a message is the row's new state, one without a value its deletion")
        @ValidationRule(
            value = "self == oldSelf",
            message = "envelope cannot be changed: create another Sink with a topic of its own")
        String envelope,
    @Default("true")
        @JsonPropertyDescription("Whether the contents at the start are written first")
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "snapshot cannot be changed, as it is taken when the sink begins: create another"
                    + " Sink with a topic of its own")
        Boolean snapshot,
    @Default("Stall")
        @SchemaFrom(type = OnValueError.class)
        @JsonPropertyDescription(
            "What becomes of a row that cannot be written, or makes a larger message than Kafka"
                + " takes. Stall: the sink stands still before it. SkipAndRecord: it is left out"
                + " and recorded in into.kafka.deadLetterTopic; then the topic is no longer known"
                + " to equal the relation")
        String onValueError,
    @Default("{}")
        @JsonPropertyDescription("How a change of from is carried out")
        @ValidationRule(
            value =
                "!has(self.mode) || self.mode == 'Forward' || !has(self.schemaCheck) ||"
                    + " self.schemaCheck == 'BeforeCutover'",
            message =
                "cutover.mode Reconcile and Refresh write the new relation's rows at the cutover,"
                    + " so its schemas must be accepted before it: set schemaCheck to"
                    + " BeforeCutover")
        Cutover cutover,
    @Default("false")
        @JsonPropertyDescription(
            "Whether nothing is to flow for now. Record, slot and publication are kept, so"
                + " PostgreSQL keeps its WAL until the sink goes on")
        Boolean paused,
    @Default("{}") @JsonPropertyDescription("How the sink's process runs") Worker worker) {

  /** What becomes of a row that cannot be written. */
  public enum OnValueError {
    Stall,
    SkipAndRecord
  }

  /** Envelopes that can be written. */
  public enum Envelope {
    Upsert
  }

  /**
   * Where a sink writes to.
   *
   * @param kafka a topic of a Kafka cluster
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Into(
      @Required @JsonPropertyDescription("A topic of a Kafka cluster") Kafka kafka) {}

  /**
   * A topic. It is made if it does not exist.
   *
   * @param connection to the cluster
   * @param topic its name
   * @param partitions how many it gets when it is made; absent: the broker's default
   * @param replicationFactor likewise
   * @param config settings that it gets when it is made
   * @param deadLetterTopic where what is skipped is recorded
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Kafka(
      @Required
          @JsonPropertyDescription("Connection to the cluster")
          @ValidationRule(
              value = "self == oldSelf",
              message = "into.kafka.connection cannot be changed: create another Sink")
          LocalReference connection,
      @Required
          @Size(min = 1, max = 249)
          @JsonPropertyDescription("Name of the topic; it is made if it does not exist")
          @ValidationRule(
              value = "self.matches('^[a-zA-Z0-9._-]+$')",
              message = "the name of a topic has only letters of ASCII, digits, '.', '_' and '-'")
          @ValidationRule(
              value = "self == oldSelf",
              message = "into.kafka.topic cannot be changed: create another Sink")
          String topic,
      @Min(1)
          @Max(100_000)
          @JsonPropertyDescription(
              "How many partitions the topic gets when the sink makes it; absent: the broker's"
                  + " default")
          Integer partitions,
      @Min(1)
          @Max(32_767)
          @JsonPropertyDescription(
              "Replication factor that the topic gets when the sink makes it; absent: the broker's"
                  + " default")
          Integer replicationFactor,
      @JsonPropertyDescription(
              "Settings that the topic gets when the sink makes it, as Kafka names them")
          Map<String, String> config,
      @Size(min = 1, max = 249)
          @JsonPropertyDescription(
              "Topic that gets a record of each row that onValueError: SkipAndRecord leaves out; it"
                  + " is made if it does not exist, with partitions and replicationFactor of the"
                  + " sink's topic, and must not be compacted")
          @ValidationRule(
              value = "self.matches('^[a-zA-Z0-9._-]+$')",
              message = "the name of a topic has only letters of ASCII, digits, '.', '_' and '-'")
          String deadLetterTopic) {}

  /**
   * The message key.
   *
   * @param columns of the relation, in order; together they must be unique and never NULL
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Key(
      @Required
          @Size(min = 1, max = 64)
          @JsonPropertyDescription(
              "Columns of the relation, in order; together unique and never NULL")
          List<@Size(min = 1, max = 63) String> columns) {
    public Key {
      columns = columns == null ? List.of() : List.copyOf(columns);
    }
  }

  /**
   * How rows are written.
   *
   * @param avro as Avro, with Confluent's header
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Format(
      @Required @JsonPropertyDescription("Avro, in Confluent's wire format") Avro avro) {}

  /**
   * Avro.
   *
   * @param registry Connection to the registry that schemas are registered with
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Avro(
      @Required @JsonPropertyDescription("Connection to the schema registry")
          LocalReference registry) {}

  /**
   * How a change of {@code from} is carried out.
   *
   * @param timeout how long a try may take to the point of no return; zero: for ever
   * @param attempt raised to try again what ended without success
   * @param promotion who lets a try pass the point of no return
   * @param promote the id of the try that a person lets pass it
   * @param schemaCheck when the registry's word on the new schemas counts
   * @param rollbackWindow for how long the way back needs no wait
   * @param maxStaleKeys how many keys may have other values in the new relation
   * @param maxMissingKeys how many keys only the new relation may have
   * @param maxOrphanKeys how many keys only the old relation may have
   * @param preview raised to have the preview made anew
   * @param mode what the topic is to hold then
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Cutover(
      @Default("10m")
          @Size(min = 2, max = 32)
          @ValidationRule(
              value = "self.matches('^([0-9]+(h|m|s|ms))+$')",
              message = "write a time such as 90s, 10m or 1h30m; 0s: for ever")
          @JsonPropertyDescription(
              "How long a try may take until the point of no return, for example 10m or 1h30m;"
                  + " 0s: for ever. Then it ends, and the old relation flows on")
          String timeout,
      @Default("0")
          @Min(0)
          @JsonPropertyDescription("Raise it to try again a cutover that ended without success")
          Integer attempt,
      @Default("Automatic")
          @SchemaFrom(type = Promotion.class)
          @JsonPropertyDescription(
              "Automatic: a cutover goes on by itself. Manual: it is prepared and then waits, as"
                  + " AwaitingPromotion, until promote names it; that time does not count towards"
                  + " the timeout")
          String promotion,
      @Size(max = 64)
          @JsonPropertyDescription(
              "With promotion Manual: the status.cutover.id of the cutover that may go on. Any"
                  + " other text lets nothing go on")
          String promote,
      @Default("BeforeCutover")
          @SchemaFrom(type = SchemaCheck.class)
          @JsonPropertyDescription(
              "BeforeCutover: a relation whose schemas the registry would refuse does not begin to"
                  + " flow. AfterCutover: it does, as with ALTER SINK, and a refusal stalls the"
                  + " sink")
          String schemaCheck,
      @Default("0s")
          @Size(min = 2, max = 32)
          @ValidationRule(
              value = "self.matches('^([0-9]+(h|m|s|ms))+$')",
              message = "write a time such as 90s, 10m or 1h30m; 0s: not at all")
          @JsonPropertyDescription(
              "For how long after a cutover the old relation's table stays in the source, for"
                  + " example 24h: spec.from put back within that time needs no wait for open"
                  + " transactions; 0s: not at all")
          String rollbackWindow,
      @Min(0)
          @JsonPropertyDescription(
              "How many keys may have other values in the new relation, at most. Where a limit is"
                  + " set, contents are compared shortly before the cutover, and one that exceeds"
                  + " it fails with the numbers; absent: any number")
          Long maxStaleKeys,
      @Min(0)
          @JsonPropertyDescription(
              "Likewise, how many keys only the new relation may have: the topic lacks them until"
                  + " the row changes")
          Long maxMissingKeys,
      @Min(0)
          @JsonPropertyDescription(
              "Likewise, how many keys only the old relation may have: the topic keeps them")
          Long maxOrphanKeys,
      @Default("0")
          @Min(0)
          @JsonPropertyDescription(
              "Raise it to have the preview of a cutover that awaits promotion made anew")
          Integer preview,
      @Default("Forward")
          @SchemaFrom(type = Mode.class)
          @JsonPropertyDescription(
              "Forward: the topic keeps the old relation's values until the new one's rows change,"
                  + " as with ALTER SINK. Reconcile: what differs is written at the cutover, so"
                  + " that the topic equals the new relation; only where it is known to equal the"
                  + " old one. Refresh: all of the new relation is written, and tombstones for the"
                  + " other keys of the topic; with attempt raised also where from is unchanged")
          String mode) {}

  /**
   * How the sink's process runs.
   *
   * @param rollout raised to start it anew, as the operator makes workers now
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Worker(
      @Default("0")
          @Min(0)
          @JsonPropertyDescription(
              "Raise it to replace the worker's pod by one with the image and settings that the"
                  + " operator gives new workers. Until then a worker is left as it is, also by"
                  + " another version of the operator: see status.workerUpdatePending")
          Integer rollout) {}

  /** What the topic is to hold once another relation flows. */
  public enum Mode {
    Forward,
    Reconcile,
    Refresh
  }

  /** When the registry's word on the new schemas counts. */
  public enum SchemaCheck {
    BeforeCutover,
    AfterCutover
  }

  /** Who lets a try pass the point of no return. */
  public enum Promotion {
    Automatic,
    Manual
  }
}
