package dev.headgate.testkit.load;

import dev.headgate.testkit.postgres.PostgresServer;
import java.sql.SQLException;

/**
 * The tables of the tests: {@code orders}, and two tables that triggers keep from it, each with its
 * own idea of a tier. All may be written to directly as well.
 */
public final class Tables {

  public static final String ORDERS = "orders";
  public static final String MATVIEW_1 = "matview_1";
  public static final String MATVIEW_2 = "matview_2";

  private static final String KEEP =
      """
      CREATE FUNCTION keep_matviews() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          DELETE FROM matview_1 WHERE key_col = OLD.key_col;
          DELETE FROM matview_2 WHERE key_col = OLD.key_col;
          RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' THEN
          UPDATE matview_1 SET key_col = NEW.key_col WHERE key_col = OLD.key_col
            AND NEW.key_col <> OLD.key_col;
          UPDATE matview_2 SET key_col = NEW.key_col WHERE key_col = OLD.key_col
            AND NEW.key_col <> OLD.key_col;
        END IF;
        INSERT INTO matview_1 VALUES (NEW.key_col,
            CASE WHEN NEW.amount > 100 THEN 'gold' ELSE 'std' END,
            NEW.amount, NEW.note, NEW.updated)
          ON CONFLICT (key_col) DO UPDATE SET tier = excluded.tier, amount = excluded.amount,
            note = excluded.note, updated = excluded.updated;
        INSERT INTO matview_2 VALUES (NEW.key_col,
            CASE WHEN NEW.amount > 50 THEN 'platinum' ELSE 'basic' END,
            NEW.amount, NEW.note, NEW.updated)
          ON CONFLICT (key_col) DO UPDATE SET tier = excluded.tier, amount = excluded.amount,
            note = excluded.note, updated = excluded.updated;
        RETURN NEW;
      END $$
      """;

  private Tables() {}

  /** Creates them, empty. */
  public static void create(PostgresServer server, String database) throws SQLException {
    server.execute(
        database,
        "CREATE TABLE orders (key_col bigint PRIMARY KEY, amount numeric(10,2) NOT NULL,"
            + " note text, updated timestamptz NOT NULL)",
        matview(MATVIEW_1),
        matview(MATVIEW_2),
        KEEP,
        "CREATE TRIGGER keep AFTER INSERT OR UPDATE OR DELETE ON orders"
            + " FOR EACH ROW EXECUTE FUNCTION keep_matviews()");
  }

  private static String matview(String name) {
    return "CREATE TABLE %s (key_col bigint PRIMARY KEY, tier text NOT NULL, amount numeric(10,2), note text, updated timestamptz NOT NULL)"
        .formatted(name);
  }
}
