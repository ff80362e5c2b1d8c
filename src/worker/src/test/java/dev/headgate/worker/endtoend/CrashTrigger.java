package dev.headgate.worker.endtoend;

import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.CutoverEvent;
import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.lifecycle.SinkEffect;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.lifecycle.Step;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.progress.ProgressRecord;
import dev.headgate.kafka.CommitPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Ends the process at a {@link CrashPoint}, and proves by a file that the point was reached.
 *
 * <p>Thread-safe: transitions are told by the sink's loop, commits by the writer's thread.
 */
final class CrashTrigger implements CommitPoints {

  /** Environment: the point's name. */
  static final String POINT = "HEADGATE_TEST_CRASH_POINT";

  /** Environment: the file that is written right before the end. */
  static final String MARKER = "HEADGATE_TEST_CRASH_MARKER";

  /** Environment: the file whose coming lets a worker that waits go on. */
  static final String PERMISSION = "HEADGATE_TEST_CRASH_PERMISSION";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CrashPoint point;
  private final Path marker;
  private final Path permission;
  private final Runnable halt;
  private volatile boolean committingCutover;

  CrashTrigger(CrashPoint point, Path marker, Path permission, Runnable halt) {
    this.point = point;
    this.marker = marker;
    this.permission = permission;
    this.halt = halt;
  }

  /** What a child process of {@link WorkerJvm#startCrashingAt} is to do. */
  static CrashTrigger of(Map<String, String> environment, Runnable halt) {
    return new CrashTrigger(
        CrashPoint.valueOf(environment.get(POINT)),
        Path.of(environment.get(MARKER)),
        Path.of(environment.get(PERMISSION)),
        halt);
  }

  /** Where the process is to end. */
  CrashPoint point() {
    return point;
  }

  /** To be called with every transition, before its effects are carried out. */
  void observe(SinkState before, SinkEvent event, Step step) {
    switch (event) {
      case SinkEvent.Asked asked when asked.live() && isGranted(asked.desired()) ->
          reached(CrashPoint.GRANTED);
      case SinkEvent.InCutover of when of.event() instanceof CutoverEvent.Published ->
          reached(CrashPoint.PUBLISHED);
      case SinkEvent.Committed committed -> {
        committingCutover = false;
        if (carried(before) > 0 && carried(step.state()) > carried(before)) {
          reached(CrashPoint.RELATION_BROUGHT_IN);
        }
      }
      default -> {}
    }
    if (isRepairing(step.state()) && !isRepairing(before)) {
      reached(CrashPoint.REPAIRING);
    }
    if (step.effects().stream().anyMatch(effect -> leavesVersion(effect, before))) {
      committingCutover = true;
    }
  }

  @Override
  public void beforeCommit() {
    if (!committingCutover) {
      return;
    }
    reached(CrashPoint.BEFORE_COMMIT);
    if (point == CrashPoint.COMMIT_UNANSWERED && !Files.exists(marker)) {
      mark();
      await().atMost(PATIENCE).until(() -> Files.exists(permission));
    }
  }

  @Override
  public void afterCommit() {
    if (committingCutover) {
      reached(CrashPoint.COMMITTED_UNOBSERVED);
    }
  }

  private void reached(CrashPoint here) {
    if (here == point) {
      mark();
      halt.run();
    }
  }

  private void mark() {
    try {
      Files.writeString(marker, point.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isGranted(Desired desired) {
    return desired.candidate().flatMap(candidate -> candidate.grant()).isPresent();
  }

  private static boolean isRepairing(SinkState state) {
    return state.cutover().filter(CutoverState.Repairing.class::isInstance).isPresent();
  }

  private static int carried(SinkState state) {
    return live(state.record()).map(record -> record.carried().size()).orElse(0);
  }

  private static boolean leavesVersion(SinkEffect effect, SinkState before) {
    return effect instanceof SinkEffect.Commit commit
        && commit.record() instanceof LiveRecord next
        && live(before.record()).filter(r -> r.version().compareTo(next.version()) < 0).isPresent();
  }

  private static Optional<LiveRecord> live(Optional<ProgressRecord> record) {
    return record.filter(LiveRecord.class::isInstance).map(LiveRecord.class::cast);
  }
}
