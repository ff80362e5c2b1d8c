package dev.headgate.cli.command;

import dev.headgate.cli.change.Changes;
import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.cluster.Cluster;
import dev.headgate.cli.cluster.SinkObject;
import dev.headgate.cli.sql.Like;
import dev.headgate.cli.sql.SinkOfStatement;
import dev.headgate.cli.sql.SqlName;
import dev.headgate.cli.sql.Statement;
import dev.headgate.cli.sql.Statement.AlterSink;
import dev.headgate.cli.sql.Statement.CreateSink;
import dev.headgate.cli.sql.Statement.DropSink;
import dev.headgate.cli.sql.Statement.SelectStatuses;
import dev.headgate.cli.sql.Statement.ShowCreateSink;
import dev.headgate.cli.sql.Statement.ShowSinks;
import dev.headgate.cli.sql.StatementOfSink;
import dev.headgate.cli.sql.StatusRows;
import dev.headgate.cli.view.Documents;
import dev.headgate.cli.view.Format;
import dev.headgate.cli.view.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/** Does what statements ask for. */
final class Execution {

  private final Session session;
  private final Format format;
  private final WaitOptions wait;

  Execution(Session session, Format format, WaitOptions wait) {
    this.session = session;
    this.format = format;
    this.wait = wait;
  }

  /** The exit code. */
  int run(Statement statement) {
    return switch (statement) {
      case CreateSink create -> create(create);
      case AlterSink alter -> alter(alter);
      case DropSink drop -> drop(drop);
      case ShowSinks show -> show(show);
      case ShowCreateSink show -> showCreate(show);
      case SelectStatuses select -> select(select);
    };
  }

  private int create(CreateSink create) {
    try (var cluster = session.open(create.name().namespace())) {
      var sink = SinkOfStatement.of(create, cluster.namespace());
      var created = cluster.sinks().create(sink);
      if (created.isPresent()) {
        answer(created.get(), "created");
      } else if (create.ifNotExists()) {
        notice(sink.getMetadata().getName(), "exists already, it is left as it is");
      } else {
        throw new Refusal(
            "Sink %s exists already in namespace %s.\n  To leave it as it is then: IF NOT EXISTS"
                .formatted(sink.getMetadata().getName(), cluster.namespace()));
      }
      return ExitCode.OK;
    }
  }

  private int alter(AlterSink alter) {
    try (var cluster = session.open(alter.name().namespace())) {
      var name = alter.name().resource();
      if (alter.ifExists() && cluster.sinks().find(name).isEmpty()) {
        notice(name, "does not exist, nothing is altered");
        return ExitCode.OK;
      }
      var relation = relation(alter, cluster);
      return new Verb(session, format)
          .run(cluster, name, sink -> Changes.setFrom(sink, relation, false), wait, false);
    }
  }

  private static String relation(AlterSink alter, Cluster cluster) {
    alter
        .from()
        .namespace()
        .filter(namespace -> !namespace.equals(cluster.namespace()))
        .ifPresent(
            namespace -> {
              throw new Refusal(
                  ("Relation %s is in namespace %s, and the sink in %s: what a Sink names must be"
                          + " in its namespace.")
                      .formatted(alter.from().resource(), namespace, cluster.namespace()));
            });
    return alter.from().resource();
  }

  private int drop(DropSink drop) {
    for (var name : drop.names()) {
      try (var cluster = session.open(name.namespace())) {
        if (cluster.sinks().delete(name.resource())) {
          notice(name.resource(), "deleted");
        } else if (drop.ifExists()) {
          notice(name.resource(), "does not exist, nothing is dropped");
        } else {
          throw new Refusal(
              "Sink %s does not exist in namespace %s.\n  To go on then: IF EXISTS"
                  .formatted(name.resource(), cluster.namespace()));
        }
      }
    }
    return ExitCode.OK;
  }

  private int show(ShowSinks show) {
    try (var cluster = session.open(show.schema().map(SqlName::resource))) {
      var rows =
          cluster.sinks().list(false).stream()
              .map(object -> row(object, cluster.namespace()))
              .filter(
                  row ->
                      show.like()
                          .filter(like -> !Like.matches(like, (String) row.get("name")))
                          .isEmpty())
              .toList();
      return answer(List.of("name", "type", "cluster", "comment"), rows);
    }
  }

  private static Map<String, Object> row(SinkObject object, String namespace) {
    Map<String, Object> row = new HashMap<>();
    row.put("name", object.sink().getMetadata().getName().replace('-', '_'));
    row.put("type", "kafka");
    row.put("cluster", namespace.replace('-', '_'));
    row.put("comment", "");
    return row;
  }

  private int showCreate(ShowCreateSink show) {
    try (var cluster = session.open(show.name().namespace())) {
      var sink = cluster.sinks().get(show.name().resource()).sink();
      var sql = StatementOfSink.of(sink);
      if (format.isTable()) {
        session.out().println(sql);
        return ExitCode.OK;
      }
      return answer(
          List.of("name", "create_sql"),
          List.of(Map.of("name", show.name().name(), "create_sql", sql)));
    }
  }

  private int select(SelectStatuses select) {
    try (var cluster = session.open(Optional.empty())) {
      var sinks = cluster.sinks().list(false).stream().map(SinkObject::sink).toList();
      return answer(StatusRows.columns(select), StatusRows.of(select, sinks));
    }
  }

  private int answer(List<String> columns, List<Map<String, Object>> rows) {
    session.out().print(new Rows().of(format, columns, rows));
    return ExitCode.OK;
  }

  private void answer(SinkObject sink, String says) {
    if (format.isTable()) {
      notice(sink.sink().getMetadata().getName(), says);
    } else {
      session.out().print(new Documents().of(format, Documents.shown(sink)));
    }
  }

  private void notice(String name, String says) {
    session.out().println("sink.headgate.dev/%s %s".formatted(name, says));
  }
}
