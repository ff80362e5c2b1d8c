package dev.headgate.operator.sink;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.api.v1alpha1.SinkStatus.StatusChange;
import dev.headgate.api.v1alpha1.SinkStatus.Word;
import dev.headgate.operator.status.Repeats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code status.statusHistory}: the last changes of a sink's word, the present one included. */
final class StatusHistory {

  /** As many as Materialize keeps of each sink. */
  private static final int KEPT = 5;

  private StatusHistory() {}

  /** The changes of the status before, with the present word and error. */
  static List<StatusChange> of(Optional<SinkStatus> before, Standing standing, Instant now) {
    var word = standing.word().name();
    var error = standing.error().orElse(null);
    var changes = new ArrayList<>(before.map(SinkStatus::statusHistory).orElse(List.of()));
    if (standing.word() == Word.stalled && Repeats.isRetry(changes, standing.error())) {
      changes.removeLast();
    }
    boolean stays = !changes.isEmpty() && word.equals(changes.getLast().status());
    var at = stays ? changes.removeLast().at() : now.toString();
    changes.add(new StatusChange(at, word, error));
    return List.copyOf(changes.subList(Math.max(0, changes.size() - KEPT), changes.size()));
  }
}
