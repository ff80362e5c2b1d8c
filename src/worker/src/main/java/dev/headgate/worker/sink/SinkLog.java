package dev.headgate.worker.sink;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.sink.SinkId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a transition, with the same keys everywhere. */
final class SinkLog {

  private static final Logger LOG = LoggerFactory.getLogger(SinkLog.class);

  private SinkLog() {}

  static void transition(SinkId sink, SinkState before, SinkState after) {
    if (!name(before.phase()).equals(name(after.phase()))) {
      LOG.info("sink={} phase={} {}{}", sink, name(after.phase()), position(after), reason(after));
    }
    var was = before.cutover().map(SinkLog::name).orElse("Idle");
    var is = after.cutover().map(SinkLog::name).orElse("Idle");
    if (!was.equals(is)) {
      LOG.info("sink={} cutover={} {}", sink, is, position(after));
    }
  }

  private static String name(Phase phase) {
    return phase.getClass().getSimpleName();
  }

  private static String name(CutoverState state) {
    return state.getClass().getSimpleName();
  }

  private static String position(SinkState state) {
    return state
        .record()
        .filter(LiveRecord.class::isInstance)
        .map(LiveRecord.class::cast)
        .map(
            r ->
                "version=%s relation=%s frontier=%s"
                    .formatted(r.version(), r.relation().name(), r.frontier().upper().toLsn()))
        .orElse("version=-");
  }

  private static String reason(SinkState state) {
    return switch (state.phase()) {
      case Phase.Waiting p -> " reason=\"" + p.reason() + "\"";
      case Phase.Retrying p -> " reason=\"" + p.problem() + "\"";
      case Phase.Stalled p -> " reason=\"" + p.problem() + "\"";
      default -> "";
    };
  }
}
