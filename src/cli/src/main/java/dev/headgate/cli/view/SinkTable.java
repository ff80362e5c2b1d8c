package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.cli.change.Asked;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code get sinks}: the columns that {@code kubectl get sinks} has. */
public final class SinkTable {

  private static final List<String> HEAD =
      List.of(
          "NAME", "FROM", "ACTIVE", "TOPIC", "STATUS", "CUTOVER", "VERSION", "READY", "REASON",
          "AGE");

  private static final List<String> WIDE =
      List.of("FRONTIER", "T", "MATCHES", "SKIPPED", "OUTDATED", "PHASE");

  private final Ages ages;
  private final boolean namespaces;
  private final boolean wide;

  public SinkTable(Ages ages, boolean namespaces, boolean wide) {
    this.ages = ages;
    this.namespaces = namespaces;
    this.wide = wide;
  }

  public String of(List<Sink> sinks) {
    var table = new Table(head().toArray(String[]::new));
    sinks.forEach(sink -> table.row(cells(sink).toArray()));
    return table.text();
  }

  private List<String> head() {
    var head = new ArrayList<String>();
    if (namespaces) {
      head.add("NAMESPACE");
    }
    head.addAll(HEAD);
    if (wide) {
      head.addAll(WIDE);
    }
    return head;
  }

  private List<Object> cells(Sink sink) {
    var asked = new Asked(sink);
    var cells = new ArrayList<Object>();
    if (namespaces) {
      cells.add(sink.getMetadata().getNamespace());
    }
    cells.add(asked.name());
    cells.add(asked.from());
    cells.add(asked.active().orElse(null));
    cells.add(sink.getSpec().into().kafka().topic());
    cells.add(shown(asked, SinkStatus::status));
    cells.add(asked.cutover().map(SinkStatus.Cutover::step).orElse(null));
    cells.add(shown(asked, SinkStatus::version));
    cells.add(ready(sink).map(Condition::getStatus).orElse(null));
    cells.add(ready(sink).map(Condition::getReason).orElse(null));
    cells.add(ages.since(sink.getMetadata().getCreationTimestamp()));
    if (wide) {
      cells.add(shown(asked, SinkStatus::frontier));
      cells.add(asked.cutover().map(SinkStatus.Cutover::timestamp).orElse(null));
      cells.add(shown(asked, SinkStatus::topicMatchesRelation));
      cells.add(shown(asked, s -> s.statistics() == null ? null : s.statistics().rowsSkipped()));
      cells.add(shown(asked, SinkStatus::workerUpdatePending));
      cells.add(shown(asked, SinkStatus::phase));
    }
    return cells;
  }

  private static Object shown(Asked asked, Function<SinkStatus, Object> column) {
    return asked.status().map(column).orElse(null);
  }

  static Optional<Condition> ready(Sink sink) {
    return Conditions.find(sink, "Ready");
  }
}
