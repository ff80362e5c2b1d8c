package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import dev.headgate.api.v1alpha1.SinkStatus.HistoryEntry;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.LiveRecord.VersionEntry;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.status.SkipHint;
import dev.headgate.operator.worker.WorkerClient.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a Sink, made from what was seen and the try that is to be remembered. */
final class Report {

  private final Seen seen;
  private final Optional<Attempt> attempt;
  private final Optional<Boolean> updatePending;
  private final Standing standing;
  private final Optional<SinkStatus> before;

  private Report(Seen seen, Optional<Attempt> attempt, Optional<Boolean> updatePending) {
    this.seen = seen;
    this.attempt = attempt;
    this.updatePending = updatePending;
    this.standing = Standing.of(seen);
    this.before = Optional.ofNullable(seen.sink().getStatus());
  }

  /** As long as nothing was done about the worker. */
  static SinkStatus of(Seen seen, Optional<Attempt> attempt) {
    return of(seen, attempt, Optional.empty());
  }

  /**
   * @param updatePending whether the worker differs from what the operator would make now; empty:
   *     as it was
   */
  static SinkStatus of(Seen seen, Optional<Attempt> attempt, Optional<Boolean> updatePending) {
    return new Report(seen, attempt, updatePending).report();
  }

  private SinkStatus report() {
    var live = seen.live();
    var cutover = attempt.map(a -> CutoverReport.of(seen, a));
    return new SinkStatus(
        seen.id().value(),
        seen.sink().getMetadata().getName(),
        "kafka",
        standing.word().name(),
        lastStatusChangeAt(),
        StatusHistory.of(before, standing, seen.now()),
        standing.error().orElse(null),
        details(),
        phase(cutover),
        live.map(r -> r.version().number()).or(() -> before.map(SinkStatus::version)).orElse(null),
        live.filter(LiveRecord::isFounded)
            .map(r -> r.frontier().upper().toLsn())
            .or(() -> before.map(SinkStatus::frontier))
            .orElse(null),
        live.map(r -> r.relation().name())
            .or(() -> before.map(SinkStatus::activeRelation))
            .orElse(null),
        live.map(LiveRecord::topicMatches)
            .or(() -> before.map(SinkStatus::topicMatchesRelation))
            .orElse(null),
        cutover.orElse(null),
        live.map(r -> history(r, cutover))
            .or(() -> before.map(SinkStatus::history))
            .orElse(List.of()),
        seen.observed()
            .map(o -> statistics(o.statistics()))
            .or(() -> before.map(SinkStatus::statistics))
            .orElse(null),
        updatePending.or(() -> before.map(SinkStatus::workerUpdatePending)).orElse(null),
        seen.sink().getMetadata().getGeneration(),
        SinkConditions.of(seen, standing, attempt));
  }

  private String lastStatusChangeAt() {
    return before
        .filter(b -> standing.word().name().equals(b.status()))
        .map(SinkStatus::lastStatusChangeAt)
        .orElseGet(() -> seen.now().toString());
  }

  private SinkStatus.Details details() {
    var hints =
        Stream.concat(
                standing.error().stream()
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("  "))
                    .map(String::strip),
                skipped().stream())
            .toList();
    var errors = errors();
    return hints.isEmpty() && errors.isEmpty() ? null : new SinkStatus.Details(hints, errors);
  }

  /** A row that is skipped is no error of the sink, and yet must not go unnoticed. */
  private Optional<String> skipped() {
    return seen.observed()
        .map(o -> o.statistics().skipped())
        .filter(skipped -> skipped.rows() > 0)
        .flatMap(skipped -> skipped.last().map(last -> SkipHint.of(skipped.rows(), last)));
  }

  private Map<String, String> errors() {
    var errors = new LinkedHashMap<String, String>();
    seen.rival().ifPresent(rival -> errors.put("sink", rival.message()));
    if (seen.relation() instanceof Resolved.Missing<?>(var reason, var message)) {
      errors.put("relation", message);
    } else if (seen.from() instanceof Resolved.Missing<?>(var reason, var message)) {
      errors.put("connection", message);
    }
    if (seen.assignment().isPresent() && seen.worker() instanceof Answer.Silent(var why)) {
      errors.put("worker", why);
    }
    seen.observed().flatMap(Observed::error).ifPresent(error -> errors.put("worker", error));
    return errors;
  }

  private String phase(Optional<SinkStatus.Cutover> cutover) {
    var shown = seen.live().map(r -> r.relation().name());
    if (seen.isDeleted()) {
      return "Giving back slot and publication";
    }
    if (attempt.filter(a -> Attempts.finalStep(a.fate()).isEmpty()).isPresent()) {
      return "Cutting over to %s: %s".formatted(cutover.get().to(), cutover.get().step());
    }
    return switch (standing.word()) {
      case running -> "Streaming %s".formatted(shown.orElse("nothing"));
      case starting -> "Starting";
      case created -> "Waiting: %s".formatted(standing.reason());
      case stalled, failed -> "Stalled: %s".formatted(standing.reason());
      case paused -> "Suspended";
      case dropped -> "";
    };
  }

  /** What the record does not have is remembered from when a version was first seen. */
  private List<HistoryEntry> history(LiveRecord record, Optional<SinkStatus.Cutover> cutover) {
    var known = before.map(SinkStatus::history).orElse(List.of());
    return record.history().stream()
        .map(
            entry -> {
              var first =
                  known.stream()
                      .filter(k -> k.version() != null && k.version() == entry.version().number())
                      .filter(k -> entry.relation().equals(k.relation()))
                      .findFirst();
              return new HistoryEntry(
                  entry.version().number(),
                  entry.relation(),
                  entry.at().toLsn(),
                  first.map(HistoryEntry::at).orElseGet(() -> seen.now().toString()),
                  entry.offsets(),
                  first
                      .map(k -> Optional.ofNullable(k.changedBy()))
                      .orElseGet(() -> changedBy(record, entry, cutover))
                      .orElse(null));
            })
        .toList();
  }

  /** Known of the version that the try on show led to. */
  private static Optional<ChangedBy> changedBy(
      LiveRecord record, VersionEntry entry, Optional<SinkStatus.Cutover> cutover) {
    return cutover
        .filter(c -> entry.version().equals(record.version()))
        .filter(c -> record.cutover().filter(led -> led.id().equals(c.id())).isPresent())
        .map(SinkStatus.Cutover::changedBy);
  }

  private static SinkStatus.Statistics statistics(Observed.Statistics s) {
    return new SinkStatus.Statistics(
        s.messagesStaged(),
        s.messagesCommitted(),
        s.bytesStaged(),
        s.bytesCommitted(),
        s.skipped().rows());
  }
}
