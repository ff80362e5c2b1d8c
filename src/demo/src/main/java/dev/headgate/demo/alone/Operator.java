package dev.headgate.demo.alone;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Steer;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.demo.stage.Stage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** What the operator does, without Kubernetes: looks, decides, tells the worker, over and over. */
final class Operator {

  private static final Duration PERIOD = Duration.ofMillis(50);

  private final Worker worker;
  private final Stage stage;
  private final Clock clock;
  private Wanted wanted;
  private Optional<Attempt> attempt = Optional.empty();
  private Optional<Desired> assignment = Optional.empty();
  private String shown = "";

  Operator(Worker worker, Wanted wanted, Stage stage, Clock clock) {
    this.worker = worker;
    this.wanted = wanted;
    this.stage = stage;
    this.clock = clock;
  }

  /** Edits {@code spec.from}. */
  void from(Relation relation) {
    wanted = wanted(relation, wanted.run());
  }

  /** Deletes the sink. */
  void delete() {
    wanted = wanted(wanted.from().orElseThrow().relation(), Run.RELEASED);
  }

  private Wanted wanted(Relation from, Run run) {
    return new Wanted(
        wanted.sink(),
        wanted.uid(),
        run,
        from.name(),
        Optional.of(new Wanted.From(from, wanted.connections())),
        wanted.spec(),
        wanted.connections(),
        wanted.policy());
  }

  Optional<Attempt> attempt() {
    return attempt;
  }

  /** Writes the first assignment. */
  void begin() throws IOException, InterruptedException {
    reconcile(Optional.empty());
  }

  /** Goes on until the worker says what {@code enough} asks for; shows each change on the way. */
  Observed until(String what, Duration limit, Predicate<Observed> enough)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      var observed = worker.observed();
      observed.ifPresent(this::show);
      reconcile(observed);
      if (observed.filter(enough).isPresent()) {
        return observed.get();
      }
      Thread.sleep(PERIOD);
    }
    throw new IllegalStateException(
        "%s within %d s; last seen: %s".formatted(what, limit.toSeconds(), shown));
  }

  private void reconcile(Optional<Observed> observed) throws IOException, InterruptedException {
    var steering = new Steer(clock.instant(), wanted, attempt, assignment, observed).decide();
    attempt = steering.attempt();
    if (steering.assign().isPresent()) {
      assignment = steering.assign();
      worker.assign(assignment.get());
    }
    if (steering.send().isPresent()) {
      worker.tell(steering.send().get());
    }
  }

  private void show(Observed o) {
    String now =
        "%s%s%s"
            .formatted(
                o.activity(),
                o.cutover().map(c -> ", cutover " + c.step().word()).orElse(""),
                o.error().map(e -> ", " + e).orElse(""));
    if (!now.equals(shown)) {
      shown = now;
      stage.say("worker: " + now);
    }
  }
}
