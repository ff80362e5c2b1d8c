package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.preview.Preview;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Optional;

/**
 * What a worker says of a sink.
 *
 * @param incarnation of the worker process, new at every start
 * @param acknowledgedGeneration the highest of those it accepted and the record's; 0 if none
 * @param activity what the process is doing with the sink
 * @param record the newest record that it has read or committed
 * @param upper how far the source is complete, while streaming
 * @param cutover the try under way
 * @param statistics since the process started
 * @param error why the sink does not move, for people
 */
public record Observed(
    String incarnation,
    long acknowledgedGeneration,
    Activity activity,
    Optional<ProgressRecord> record,
    Optional<Timestamp> upper,
    Optional<Cutover> cutover,
    Statistics statistics,
    Optional<String> error) {

  /** What a process is doing with a sink. */
  public enum Activity {
    /** On the way to streaming. */
    STARTING,
    STREAMING,
    /** Its relation cannot go on; {@link Observed#error} says why. A cutover still can. */
    STALLED,
    /** Something failed; {@link Observed#error} says what. All begins again shortly. */
    RETRYING,
    /** Not its to run as things stand; it writes nothing until it is told more. */
    WAITING,
    /** Nothing flows until it is told to go on; slot and record are kept. */
    PAUSED,
    RELEASING,
    RELEASED
  }

  /**
   * The try under way.
   *
   * @param id its id
   * @param step where it stands
   * @param grant how far the worker knows that it may go
   * @param since from where the new relation's changes are complete, once known
   * @param timestamp the cutover timestamp, from the first request to commit it on
   * @param blockers what {@code Preparing} and {@code Repairing} wait for: sessions and prepared
   *     transactions
   * @param problems what is wrong with the candidate
   * @param preview what it would come to
   */
  public record Cutover(
      CutoverId id,
      CutoverStep step,
      Optional<Grant> grant,
      Optional<Timestamp> since,
      Optional<Timestamp> timestamp,
      List<String> blockers,
      List<String> problems,
      Optional<Preview> preview) {
    public Cutover {
      blockers = List.copyOf(blockers);
      problems = List.copyOf(problems);
    }

    /** Without a preview. */
    public Cutover(
        CutoverId id,
        CutoverStep step,
        Optional<Grant> grant,
        Optional<Timestamp> since,
        Optional<Timestamp> timestamp,
        List<String> blockers,
        List<String> problems) {
      this(id, step, grant, since, timestamp, blockers, problems, Optional.empty());
    }

    /** This, with a preview. */
    public Cutover withPreview(Optional<Preview> newPreview) {
      return new Cutover(id, step, grant, since, timestamp, blockers, problems, newPreview);
    }
  }

  /**
   * Counters of {@code mz_sink_statistics}.
   *
   * @param messagesStaged handed to the producer
   * @param messagesCommitted of those, committed
   * @param bytesStaged keys, values and headers handed to the producer
   * @param bytesCommitted of those, committed
   * @param skipped rows that could not be written and were left out
   */
  public record Statistics(
      long messagesStaged,
      long messagesCommitted,
      long bytesStaged,
      long bytesCommitted,
      Skipped skipped) {

    public static final Statistics NONE = new Statistics(0, 0, 0, 0);

    /** With no row left out. */
    public Statistics(
        long messagesStaged, long messagesCommitted, long bytesStaged, long bytesCommitted) {
      this(messagesStaged, messagesCommitted, bytesStaged, bytesCommitted, Skipped.NONE);
    }

    public Statistics plus(Statistics other) {
      return new Statistics(
          messagesStaged + other.messagesStaged,
          messagesCommitted + other.messagesCommitted,
          bytesStaged + other.bytesStaged,
          bytesCommitted + other.bytesCommitted,
          skipped.then(other.skipped));
    }
  }

  /**
   * Rows that could not be written and were left out.
   *
   * @param rows how many, committed to the dead-letter topic
   * @param last why the last one could not be written, for people; it may not be committed yet
   */
  public record Skipped(long rows, Optional<String> last) {

    public static final Skipped NONE = new Skipped(0, Optional.empty());

    Skipped then(Skipped later) {
      return new Skipped(rows + later.rows, later.last.or(() -> last));
    }
  }
}
