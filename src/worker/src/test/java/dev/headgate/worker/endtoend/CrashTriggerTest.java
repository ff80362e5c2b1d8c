package dev.headgate.worker.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.dataflow.cutover.CutoverState;
import dev.headgate.dataflow.cutover.Readiness;
import dev.headgate.dataflow.lifecycle.Phase;
import dev.headgate.dataflow.lifecycle.SinkEffect;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.lifecycle.SinkState;
import dev.headgate.dataflow.lifecycle.Step;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.dataflow.time.Frontier;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.worker.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The points at which a worker can be ended, without a worker. */
class CrashTriggerTest {

  private static final SinkEvent SOMETHING = new SinkEvent.Tick(Instant.EPOCH);

  @TempDir Path directory;
  private final AtomicInteger halts = new AtomicInteger();

  @Test
  void anOrdinaryCommitPasses() {
    var trigger = trigger(CrashPoint.BEFORE_COMMIT);

    trigger.observe(
        streaming(RECORD), SOMETHING, commit(RECORD.withFrontier(Frontier.at(new Timestamp(9)))));
    trigger.beforeCommit();
    trigger.afterCommit();

    assertThat(halts).hasValue(0);
    assertThat(marker()).doesNotExist();
  }

  @Test
  void theProcessEndsBeforeTheCutoversCommit() {
    var trigger = trigger(CrashPoint.BEFORE_COMMIT);

    trigger.observe(streaming(RECORD), SOMETHING, commit(NEXT));
    trigger.beforeCommit();

    assertThat(halts).hasValue(1);
    assertThat(marker()).hasContent("BEFORE_COMMIT");
  }

  @Test
  void theProcessEndsAfterTheCutoversCommit() {
    var trigger = trigger(CrashPoint.COMMITTED_UNOBSERVED);

    trigger.observe(streaming(RECORD), SOMETHING, commit(NEXT));
    trigger.beforeCommit();
    assertThat(halts).hasValue(0);
    trigger.afterCommit();

    assertThat(halts).hasValue(1);
  }

  @Test
  void theCommitWaitsUntilTheTestHasTakenTheAnswerAway() throws Exception {
    var trigger = trigger(CrashPoint.COMMIT_UNANSWERED);
    trigger.observe(streaming(RECORD), SOMETHING, commit(NEXT));

    var commit = CompletableFuture.runAsync(trigger::beforeCommit);
    await().until(() -> Files.exists(marker()));
    assertThat(commit).isNotDone();
    Files.createFile(directory.resolve("permission"));

    assertThat(commit).succeedsWithin(Duration.ofSeconds(10));
    assertThat(halts).hasValue(0);
  }

  @Test
  void theProcessEndsOnceTheNewTableIsCarried() {
    var trigger = trigger(CrashPoint.RELATION_BROUGHT_IN);
    var carrying = RECORD.carrying(2, new Timestamp(5));

    trigger.observe(
        streaming(RECORD), new SinkEvent.Committed(), new Step(streaming(RECORD), List.of()));
    assertThat(halts).hasValue(0);
    trigger.observe(
        streaming(RECORD), new SinkEvent.Committed(), new Step(streaming(carrying), List.of()));

    assertThat(halts).hasValue(1);
  }

  @Test
  void theProcessEndsAsARepairBeginsToBePrepared() {
    var trigger = trigger(CrashPoint.REPAIRING);
    var candidate = Messages.desired(1).candidate().orElseThrow();
    var repairing =
        new CutoverState.Repairing(
            candidate, new Timestamp(5), new Readiness(List.of(), true), List.of());

    trigger.observe(streaming(RECORD), SOMETHING, new Step(streaming(RECORD), List.of()));
    assertThat(halts).hasValue(0);
    trigger.observe(
        streaming(RECORD), SOMETHING, new Step(streaming(RECORD, repairing), List.of()));

    assertThat(halts).hasValue(1);
  }

  private static final LiveRecord RECORD =
      new LiveRecord(
          Frontier.at(new Timestamp(3)),
          Version.FIRST,
          relation("old", 1),
          new LiveRecord.Upstream(new Domain("7", 5), 1, "slot", "publication"),
          new TreeMap<>(Map.of(1L, new Timestamp(3))),
          new LiveRecord.Writer("uid", "incarnation", 1),
          Optional.empty(),
          0,
          Optional.empty(),
          new LiveRecord.TopicIdentity("cluster", "topic", 3),
          true,
          List.of());

  private static final LiveRecord NEXT =
      RECORD.cutOver(
          relation("new", 2),
          new Timestamp(7),
          new LiveRecord.CutoverRef("id", 0, relation("old", 1)),
          false,
          List.of());

  private static Relation relation(String name, long oid) {
    return new Relation(
        name, oid, new TableName("public", name), List.of(Relation.Column.same("key_col")));
  }

  private static SinkState streaming(LiveRecord record) {
    return streaming(record, new CutoverState.Idle());
  }

  private static SinkState streaming(LiveRecord record, CutoverState cutover) {
    return new SinkState(
        new SinkId("sink"),
        "incarnation",
        Optional.empty(),
        true,
        new Phase.Streaming(record, Optional.empty(), cutover));
  }

  private static Step commit(LiveRecord record) {
    return new Step(streaming(RECORD), List.of(new SinkEffect.Commit(record)));
  }

  private CrashTrigger trigger(CrashPoint point) {
    return new CrashTrigger(
        point, marker(), directory.resolve("permission"), halts::incrementAndGet);
  }

  private Path marker() {
    return directory.resolve("marker");
  }
}
