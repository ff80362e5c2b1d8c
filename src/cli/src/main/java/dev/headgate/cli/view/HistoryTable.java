package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import dev.headgate.api.v1alpha1.SinkStatus.HistoryEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code history}: which relation flowed from where on, and who asked for it. */
public record HistoryTable(Ages ages) {

  public String of(List<HistoryEntry> history) {
    var table = new Table("VERSION", "RELATION", "T", "AGE", "CHANGED BY", "OFFSETS");
    history.forEach(
        e ->
            table.row(
                e.version(),
                e.relation(),
                e.timestamp(),
                ages.since(e.at()),
                Optional.ofNullable(e.changedBy()).map(ChangedBy::manager).orElse(null),
                e.offsets().stream().map(Object::toString).collect(Collectors.joining(","))));
    return table.text();
  }
}
