package dev.headgate.bench.measure;

import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.TestDatabase;
import java.sql.SQLException;

/**
 * The table that is written to, with rows of about 142 bytes of text, and how a backlog comes into
 * it.
 *
 * @param transaction changes of one transaction, even
 */
record Orders(TestDatabase database, int transaction) {

  static final String TABLE = "orders";
  static final String KEY = "id";

  /**
   * An update changes rows that an earlier transaction inserted: no key is touched twice in one.
   */
  private static final String WRITE =
      """
      CREATE PROCEDURE write_backlog(first bigint, transactions bigint, half bigint)
      LANGUAGE plpgsql AS $$
      BEGIN
        FOR i IN 0 .. transactions - 1 LOOP
          INSERT INTO orders SELECT * FROM new_orders(first + i * half, half);
          UPDATE orders SET status = 'shipped', amount = amount + 1
            WHERE id >= first + (i - 1) * half AND id < first + i * half;
          COMMIT;
        END LOOP;
      END $$
      """;

  private static final String NEW =
      """
      CREATE FUNCTION new_orders(first bigint, size bigint) RETURNS SETOF orders LANGUAGE sql AS $$
        SELECT id, (id % 50000)::int, 'created', (id % 100000) / 100.0,
               timestamptz '2026-01-01 00:00:00.123456+00' + id * interval '1 second',
               md5(id::text) || md5((id * 7)::text) || left(md5((id * 13)::text), 24)
        FROM generate_series(first, first + size - 1) id
      $$
      """;

  /** Creates the table, and the rows that the first transaction will update. */
  static Orders create(TestDatabase database, int transaction) throws SQLException {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int NOT NULL,"
            + " status varchar NOT NULL, amount numeric(12,2) NOT NULL,"
            + " created_at timestamptz NOT NULL, note text)",
        NEW,
        WRITE,
        "INSERT INTO orders SELECT * FROM new_orders(0, %d)".formatted(transaction / 2));
    return new Orders(database, transaction);
  }

  /**
   * Writes changes, half of them inserts and half updates.
   *
   * @return an end: all of them have been committed below it
   */
  Timestamp write(int changes) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      long first;
      try (var row = statement.executeQuery("SELECT max(id) + 1 FROM orders")) {
        row.next();
        first = row.getLong(1);
      }
      statement.execute(
          "CALL write_backlog(%d, %d, %d)"
              .formatted(first, changes / transaction, transaction / 2));
    }
    return new Timestamp(database.walPosition());
  }
}
