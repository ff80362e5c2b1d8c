package dev.headgate.bench.measure;

import dev.headgate.bench.machine.Proc;
import dev.headgate.bench.machine.Quiet;
import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.SinkUnderLoad;
import dev.headgate.bench.stage.WorkerLaunch;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What every benchmark runs on.
 *
 * @param progress is told what goes on, a line each
 */
public record Surroundings(
    Servers servers, WorkerLaunch launch, Proc proc, Quiet quiet, Consumer<String> progress) {

  /** Waits until the machine is idle, PostgreSQL with nothing left to write. */
  Quiet.Answer settle() throws SQLException {
    servers.postgres().execute("postgres", "CHECKPOINT");
    var answer = quiet.await();
    if (!answer.idle()) {
      progress.accept(
          "  the machine is not idle: %.0f %% busy".formatted(answer.busyShare() * 100));
    }
    return answer;
  }

  /** The servers' processes and the sink's worker, by what figures call them. */
  Map<String, Long> families(SinkUnderLoad sink) {
    var families = new LinkedHashMap<>(servers.families());
    families.put("worker", sink.pid());
    return families;
  }

  /** Fails if a topic holds another number of records than it must. */
  void requireRecords(SinkUnderLoad sink, long expected) {
    long found = sink.topic().countRecords();
    if (found != expected) {
      throw new IllegalStateException(
          "Topic %s holds %d records, not %d: what was measured is worth nothing."
              .formatted(sink.topic().name(), found, expected));
    }
  }
}
