package dev.headgate.cli.sql;

import dev.headgate.cli.sql.Statement.AlterSink;
import dev.headgate.cli.sql.Statement.DropSink;
import dev.headgate.cli.sql.Statement.Equals;
import dev.headgate.cli.sql.Statement.SelectStatuses;
import dev.headgate.cli.sql.Statement.ShowCreateSink;
import dev.headgate.cli.sql.Statement.ShowSinks;
import dev.headgate.cli.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The grammar: recursive descent, one function a statement. {@code CREATE SINK} has its own. */
public final class Parser {

  /** What can be altered in Materialize and not here, and what to do instead. */
  private static final Map<String, String> NOT_ALTERED =
      Map.of(
          "RENAME",
          "a resource cannot be renamed: create another Sink",
          "OWNER",
          "who may change a Sink is said by RBAC: kubectl create rolebinding",
          "RESET",
          "the settings of a Sink are fields of its spec: kubectl edit sink",
          "SET CLUSTER",
          "a worker runs in the namespace of its Sink: create another Sink",
          "SET (...)",
          "the settings of a Sink are fields of its spec: kubectl edit sink");

  private final Cursor cursor;

  private Parser(String sql) {
    this.cursor = new Cursor(sql);
  }

  /**
   * All statements of a text, in order; at least one.
   *
   * @throws SqlSyntaxException if it is anything else
   */
  public static List<Statement> parse(String sql) {
    return new Parser(sql).statements();
  }

  private List<Statement> statements() {
    var statements = new ArrayList<Statement>();
    do {
      statements.add(statement());
      if (!cursor.isAtEnd() && !cursor.tookSymbol(";")) {
        throw cursor.expected("; or the end");
      }
    } while (!cursor.isAtEnd());
    return statements;
  }

  private Statement statement() {
    return switch (cursor.oneOf(
        "CREATE SINK", "ALTER SINK", "DROP SINK", "SHOW SINKS", "SHOW CREATE SINK", "SELECT")) {
      case "CREATE SINK" -> new CreateSinkParser(cursor).rest();
      case "ALTER SINK" -> alterSink();
      case "DROP SINK" -> dropSink();
      case "SHOW SINKS" -> showSinks();
      case "SHOW CREATE SINK" -> new ShowCreateSink(cursor.name("the name of a sink"));
      default -> select();
    };
  }

  private Statement alterSink() {
    boolean ifExists = cursor.took("IF EXISTS");
    var name = cursor.name("the name of a sink");
    NOT_ALTERED.forEach(
        (words, remedy) -> {
          if (words.equals("SET (...)") ? seesSetOfOptions() : cursor.sees(words)) {
            throw cursor.problem("ALTER SINK ... %s is not supported: %s".formatted(words, remedy));
          }
        });
    cursor.expect("SET FROM");
    return new AlterSink(name, ifExists, cursor.name("the name of a relation"));
  }

  private boolean seesSetOfOptions() {
    return cursor.sees("SET") && cursor.peekNext().isSymbol("(");
  }

  private Statement dropSink() {
    boolean ifExists = cursor.took("IF EXISTS");
    var names = new ArrayList<SqlName>();
    do {
      names.add(cursor.name("the name of a sink"));
    } while (cursor.tookSymbol(","));
    cursor.skip("CASCADE", "RESTRICT"); // the same, as nothing depends on a sink
    return new DropSink(names, ifExists);
  }

  private Statement showSinks() {
    var schema =
        cursor.took("FROM")
            ? Optional.of(SqlName.of(cursor.identifier("the name of a schema")))
            : Optional.<SqlName>empty();
    if (cursor.sees("IN CLUSTER") || cursor.sees("WHERE")) {
      throw cursor.problem(
          "SHOW SINKS takes FROM schema and LIKE 'pattern' here: leave the rest out");
    }
    return new ShowSinks(
        schema, cursor.took("LIKE") ? Optional.of(cursor.string("a pattern")) : Optional.empty());
  }

  private Statement select() {
    var columns = new ArrayList<String>();
    if (!cursor.tookSymbol("*")) {
      do {
        columns.add(column());
      } while (cursor.tookSymbol(","));
    }
    cursor.expect("FROM");
    var token = cursor.peek();
    var from = cursor.name("mz_internal.mz_sink_statuses");
    if (!from.name().equals("mz_sink_statuses")
        || !from.schema().orElse("mz_internal").equals("mz_internal")) {
      throw cursor.problemAt(token, "only mz_internal.mz_sink_statuses can be selected from");
    }
    var where = new ArrayList<Equals>();
    if (cursor.took("WHERE")) {
      do {
        where.add(condition());
      } while (cursor.took("AND"));
    }
    return new SelectStatuses(columns, where);
  }

  private String column() {
    if (cursor.peek().kind() != Kind.WORD && cursor.peek().kind() != Kind.QUOTED_NAME) {
      throw cursor.expected("* or a column of " + String.join(", ", StatusRows.COLUMNS));
    }
    var token = cursor.peek();
    var column = cursor.identifier("a column");
    if (!StatusRows.COLUMNS.contains(column)) {
      throw cursor.problemAt(
          token,
          "there is no column %s: there are %s"
              .formatted(column, String.join(", ", StatusRows.COLUMNS)));
    }
    return column;
  }

  private Equals condition() {
    var column = column();
    cursor.expectSymbol("=");
    return new Equals(column, cursor.string("a value"));
  }
}
