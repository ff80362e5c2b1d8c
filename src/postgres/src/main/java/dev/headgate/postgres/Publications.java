package dev.headgate.postgres;

import static dev.headgate.dataflow.relation.SqlIdentifiers.quote;

import dev.headgate.dataflow.relation.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes and changes publications. Each call leaves the same state however often a crash repeats it.
 * Not thread-safe, as the session under it.
 *
 * <p>A change of membership is no cut in the stream: transactions that were open then come in part
 * (see {@link OpenTransactions}).
 */
public final class Publications {

  private static final String DUPLICATE_OBJECT = "42710";
  private static final String UNDEFINED_OBJECT = "42704";
  private static final String UNDEFINED_TABLE = "42P01";

  private final Connection session;

  /**
   * @param session a session of the database in autocommit mode, which stays the caller's to close
   */
  public Publications(Connection session) {
    this.session = session;
  }

  /**
   * Makes the publication, with all operations, whole tables and no filters. If it exists, its
   * members are made these: so only for one whose slot does not exist yet.
   *
   * @param tables at least one
   */
  public void create(String publication, Collection<TableName> tables) throws SQLException {
    String members =
        tables.stream().map(t -> "ONLY " + t.toSql()).collect(Collectors.joining(", "));
    try {
      execute("CREATE PUBLICATION %s FOR TABLE %s".formatted(quote(publication), members));
    } catch (SQLException e) {
      if (!DUPLICATE_OBJECT.equals(e.getSQLState()) || find(publication).isEmpty()) {
        throw e;
      }
      execute("ALTER PUBLICATION %s SET TABLE %s".formatted(quote(publication), members));
    }
  }

  /** Drops the publication if it exists. Only after its slot: decoding would fail without it. */
  public void drop(String publication) throws SQLException {
    execute("DROP PUBLICATION IF EXISTS " + quote(publication));
  }

  /** Adds a table; nothing happens if it is in there already. */
  public void addTable(String publication, TableName table) throws SQLException {
    try {
      alter(publication, "ADD", table);
    } catch (SQLException e) {
      if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /** Takes a table out; nothing happens if it is not in there, or does not exist. */
  public void dropTable(String publication, TableName table) throws SQLException {
    try {
      alter(publication, "DROP", table);
    } catch (SQLException e) {
      // 42704 also says that the publication is missing: that is not what was asked for.
      boolean notMember =
          UNDEFINED_OBJECT.equals(e.getSQLState()) || UNDEFINED_TABLE.equals(e.getSQLState());
      if (!notMember || find(publication).isEmpty()) {
        throw e;
      }
    }
  }

  /** The tables that the publication carries; none if it does not exist. */
  public Set<TableName> tables(String publication) throws SQLException {
    var sql =
        "SELECT schemaname, tablename FROM pg_catalog.pg_publication_tables WHERE pubname = ?";
    try (var statement = session.prepareStatement(sql)) {
      statement.setString(1, publication);
      try (var rows = statement.executeQuery()) {
        var tables = new LinkedHashSet<TableName>();
        while (rows.next()) {
          tables.add(new TableName(rows.getString(1), rows.getString(2)));
        }
        return tables;
      }
    }
  }

  /** The names of the publications that start with {@code prefix}. */
  public List<String> list(String prefix) throws SQLException {
    return names("starts_with(pubname, ?)", prefix);
  }

  private List<String> find(String publication) throws SQLException {
    return names("pubname = ?", publication);
  }

  private List<String> names(String condition, String value) throws SQLException {
    var sql = "SELECT pubname FROM pg_catalog.pg_publication WHERE %s ORDER BY pubname";
    try (var statement = session.prepareStatement(sql.formatted(condition))) {
      statement.setString(1, value);
      try (var rows = statement.executeQuery()) {
        var names = new ArrayList<String>();
        while (rows.next()) {
          names.add(rows.getString(1));
        }
        return names;
      }
    }
  }

  private void alter(String publication, String verb, TableName table) throws SQLException {
    execute(
        "ALTER PUBLICATION %s %s TABLE ONLY %s".formatted(quote(publication), verb, table.toSql()));
  }

  private void execute(String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
  }
}
