package dev.headgate.testkit.load;

import static org.awaitility.Awaitility.await;

import dev.headgate.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Random transactions on {@link Tables}, by several connections at once, until it is stopped or has
 * committed as many as it was to. Transactions that collide are rolled back, as are some that do
 * not.
 *
 * <p>Thread-safe.
 */
public final class Load implements AutoCloseable {

  /**
   * What is written.
   *
   * @param tables what is written to directly, as often as it is named
   * @param writers how many connections write
   * @param perSecond how many transactions all of them begin in a second, at most
   * @param transactions how many are committed before it ends by itself
   * @param maxRows how many rows a transaction touches at most
   * @param keys how many keys there are: the fewer, the more often one is written again
   * @param twoPhase whether some transactions are prepared first
   * @param seed of the choices; how connections interleave stays up to the machine
   */
  public record Shape(
      List<String> tables,
      int writers,
      int perSecond,
      long transactions,
      int maxRows,
      int keys,
      boolean twoPhase,
      long seed) {

    /** A few hundred transactions a second on all tables, until stopped. */
    public static Shape usual(long seed) {
      var tables =
          List.of(Tables.ORDERS, Tables.ORDERS, Tables.ORDERS, Tables.MATVIEW_1, Tables.MATVIEW_2);
      return new Shape(tables, 4, 300, Long.MAX_VALUE, 8, 200, true, seed);
    }

    /** Only on that table. */
    public Shape on(String table) {
      return new Shape(
          List.of(table), writers, perSecond, transactions, maxRows, keys, twoPhase, seed);
    }

    /** At most that many transactions a second. */
    public Shape atMost(int transactionsPerSecond) {
      return new Shape(
          tables, writers, transactionsPerSecond, transactions, maxRows, keys, twoPhase, seed);
    }

    /** As fast as it goes, until that many are committed. */
    public Shape atOnce(long count) {
      return new Shape(tables, writers, 100_000, count, maxRows, keys, twoPhase, seed);
    }
  }

  private final Shape shape;
  private final AtomicLong committed = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final ExecutorService threads;
  private final List<Future<?>> writers = new ArrayList<>();

  private Load(Shape shape) {
    this.shape = shape;
    this.threads = Executors.newFixedThreadPool(shape.writers());
  }

  /** Begins to write. */
  public static Load start(PostgresServer server, String database, Shape shape) {
    return start(
        database,
        shape,
        (load, name, random) -> {
          try (var connection = server.connect(database)) {
            load.write(connection, name, random);
          }
        });
  }

  /**
   * Begins to write, and connects again as often as a connection is lost: the server may crash and
   * be restarted meanwhile. What a writer had prepared when it lost its connection is then
   * committed or rolled back.
   */
  public static Load startEnduring(PostgresServer server, String database, Shape shape) {
    return start(
        database,
        shape,
        (load, name, random) ->
            new EnduringConnection(server, database, name, random)
                .whileLost((connection, part) -> load.write(connection, part, random)));
  }

  /** What one writer does until the load ends. */
  @FunctionalInterface
  private interface Writing {
    void write(Load load, String name, SplittableRandom random) throws Exception;
  }

  private static Load start(String database, Shape shape, Writing writing) {
    var load = new Load(shape);
    for (int i = 0; i < shape.writers(); i++) {
      String name = database + "_load_" + i;
      var random = new SplittableRandom(shape.seed() * 31 + i);
      load.writers.add(
          load.threads.submit(
              () -> {
                writing.write(load, name, random);
                return null;
              }));
    }
    return load;
  }

  private void write(Connection connection, String name, SplittableRandom random) throws Exception {
    var transactions = new RandomTransactions(connection, name, shape, random);
    long pause = Duration.ofSeconds(shape.writers()).toNanos() / shape.perSecond();
    while (!stopped.get() && committed.get() < shape.transactions()) {
      long begun = System.nanoTime();
      if (transactions.next()) {
        committed.incrementAndGet();
      }
      LockSupport.parkNanos(Math.max(0, pause - (System.nanoTime() - begun)));
    }
  }

  /** How many transactions were committed. */
  public long committed() {
    return committed.get();
  }

  /** Waits until that many more transactions are committed than are now. */
  public void awaitMore(long transactions) {
    long enough = committed() + transactions;
    await("%d more transactions of the load".formatted(transactions))
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> committed() >= enough || writers.stream().anyMatch(Future::isDone));
    if (committed() < enough) {
      join();
      throw new IllegalStateException(
          "The load ended after %d transactions, %d were awaited.".formatted(committed(), enough));
    }
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws IllegalStateException if a writer failed
   */
  public void join() {
    try {
      for (Future<?> writer : writers) {
        writer.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a writer of the load failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the load", e);
    } finally {
      threads.shutdown();
    }
  }

  /**
   * Ends it; on return no transaction is open.
   *
   * @throws IllegalStateException if a writer failed
   */
  public void stop() {
    stopped.set(true);
    join();
  }

  @Override
  public void close() {
    stop();
  }
}
