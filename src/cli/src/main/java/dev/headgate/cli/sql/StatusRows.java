package dev.headgate.cli.sql;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.cli.sql.Statement.SelectStatuses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code mz_internal.mz_sink_statuses}: one row a Sink. */
public final class StatusRows {

  static final List<String> COLUMNS =
      List.of("id", "name", "type", "last_status_change_at", "status", "error", "details");

  private StatusRows() {}

  /** The columns that a selection shows, in order. */
  public static List<String> columns(SelectStatuses select) {
    return select.columns().isEmpty() ? COLUMNS : select.columns();
  }

  /** What is selected of these Sinks, in their order; values are text, objects or null. */
  public static List<Map<String, Object>> of(SelectStatuses select, List<Sink> sinks) {
    var rows = new ArrayList<Map<String, Object>>();
    for (var sink : sinks) {
      var row = row(sink);
      boolean matches =
          select.where().stream().allMatch(e -> e.value().equals(row.get(e.column())));
      if (matches) {
        var selected = new LinkedHashMap<String, Object>();
        columns(select).forEach(column -> selected.put(column, row.get(column)));
        rows.add(selected);
      }
    }
    return rows;
  }

  private static Map<String, Object> row(Sink sink) {
    var status = Optional.ofNullable(sink.getStatus());
    var row = new LinkedHashMap<String, Object>();
    row.put("id", status.map(SinkStatus::id).orElse(null));
    row.put("name", sink.getMetadata().getName().replace('-', '_'));
    row.put("type", status.map(SinkStatus::type).orElse("kafka"));
    row.put("last_status_change_at", status.map(SinkStatus::lastStatusChangeAt).orElse(null));
    row.put("status", status.map(SinkStatus::status).orElse("created"));
    row.put("error", status.map(SinkStatus::error).orElse(null));
    row.put("details", status.map(SinkStatus::details).orElse(null));
    return row;
  }
}
