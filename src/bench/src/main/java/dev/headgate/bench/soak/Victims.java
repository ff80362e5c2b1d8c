package dev.headgate.bench.soak;

import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.Worker;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer.Shutdown;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Strikes, and brings back what was struck.
 *
 * <p>Thread-safe: blows on one victim fall one after the other, those on several at the same time.
 */
final class Victims {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 10;

  /** By then PostgreSQL has noticed that a backend was killed. */
  private static final Duration NOTICED = Duration.ofSeconds(5);

  private final Servers servers;
  private final TestDatabase database;
  private final Worker worker;
  private final OperatorJvm operator;
  private final AtomicInteger endings = new AtomicInteger();
  private final ReentrantLock onWorker = new ReentrantLock();
  private final ReentrantLock onOperator = new ReentrantLock();
  private final ReentrantLock onBroker = new ReentrantLock();
  private final ReentrantLock onPostgres = new ReentrantLock();

  Victims(Servers servers, TestDatabase database, Worker worker, OperatorJvm operator) {
    this.servers = servers;
    this.database = database;
    this.worker = worker;
    this.operator = operator;
  }

  /**
   * Strikes; on return servers serve again, and the processes of worker and operator were started.
   *
   * @param choice which of the sink's sessions: any number
   */
  void strike(Kill kill, int choice) throws SQLException, IOException, InterruptedException {
    var lock =
        switch (kill) {
          case WORKER -> onWorker;
          case OPERATOR -> onOperator;
          case BROKER -> onBroker;
          case SESSION, BACKEND, POSTGRES -> onPostgres;
        };
    lock.lock();
    try {
      switch (kill) {
        case WORKER -> {
          worker.kill();
          worker.start();
        }
        case OPERATOR -> {
          operator.kill();
          operator.start();
        }
        case BROKER -> {
          servers.kafka().kill();
          servers.kafka().start();
        }
        case SESSION -> endSession(choice);
        case BACKEND -> killBackend(choice);
        case POSTGRES -> servers.postgres().restart(Shutdown.IMMEDIATE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Starts a worker again that has ended by itself, as Kubernetes does. */
  void startWorkerIfItEnded() throws IOException {
    if (onWorker.tryLock()) {
      try {
        if (!worker.isRunning()) {
          endings.incrementAndGet();
          worker.start();
        }
      } finally {
        onWorker.unlock();
      }
    }
  }

  /** How often a worker has ended by itself. */
  int endings() {
    return endings.get();
  }

  /** One of the sink's backends, among them its WAL sender. Waits until there is one. */
  private long pid(int choice) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      var pids = pids();
      if (!pids.isEmpty()) {
        return pids.get(choice % pids.size());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("The sink has had no session for " + LIMIT);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private List<Long> pids() throws SQLException {
    var pids = new ArrayList<Long>();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND starts_with(application_name, 'headgate') ORDER BY pid")) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return pids;
  }

  /** Some sessions are short: one that was just chosen may be gone. */
  private void endSession(int choice) throws SQLException, InterruptedException {
    while (!database
        .ask("SELECT pg_terminate_backend(%d)::text".formatted(pid(choice)))
        .equals("true")) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void killBackend(int choice) throws SQLException, InterruptedException {
    String before = startOfServer();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long killed = killOne(choice);
    while (true) {
      var now = startOfServerIfItServes();
      if (now.isPresent() && !now.get().equals(before)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("PostgreSQL has not recovered within " + LIMIT);
      }
      if (now.isPresent() && System.nanoTime() - killed > NOTICED.toNanos()) {
        killed = killOne(choice); // that one had just ended by itself
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private long killOne(int choice) throws SQLException, InterruptedException {
    ProcessHandle.of(pid(choice)).ifPresent(ProcessHandle::destroyForcibly);
    return System.nanoTime();
  }

  /** The postmaster survives; the checkpointer is one of those that it starts anew. */
  private String startOfServer() throws SQLException {
    return database.ask(
        "SELECT backend_start::text FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
  }

  private Optional<String> startOfServerIfItServes() {
    try {
      return Optional.of(startOfServer());
    } catch (SQLException recovering) {
      return Optional.empty();
    }
  }
}
