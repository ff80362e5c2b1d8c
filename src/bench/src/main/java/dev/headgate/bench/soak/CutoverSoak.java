package dev.headgate.bench.soak;

import dev.headgate.bench.figures.Silences;
import dev.headgate.bench.stage.Servers;
import dev.headgate.bench.stage.WorkerLaunch;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.load.Load;
import dev.headgate.testkit.oracle.ProgressTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Cuts one sink over, to and fro, under load and under the blows of a plan, and judges after each
 * cutover all that its topic has got since the one before.
 *
 * @param plan the blows
 * @param launch how workers are started
 * @param load what writers do to both relations all the time
 * @param log is told of each cutover, a line each
 */
public record CutoverSoak(Plan plan, WorkerLaunch launch, Load.Shape load, Consumer<String> log) {

  /** Arrivals that may still belong to the next cutover, in nanoseconds. */
  private static final long KEPT = 2 * Silences.REACH;

  /**
   * Runs all of it.
   *
   * @throws Judge.NotExact if the topic is not what it must be; what differs is in the message
   * @throws Exception if a cutover does not complete, or anything fails
   */
  public Figures run(Servers servers) throws Exception {
    try (var trial = Trial.start(servers, launch, load)) {
      return run(trial);
    }
  }

  Figures run(Trial trial) throws Exception {
    long began = System.nanoTime();
    var passages = new ArrayList<Passage>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < plan.cutovers().size(); i++) {
        var passage = cutOver(trial, threads, i, plan.cutovers().get(i));
        passages.add(passage);
        log.accept(line(passage));
      }
      trial.settle();
      var last = trial.judge().requireExact();
      trial.judge().requireNothingAhead();
      return Figures.of(
          passages,
          trial.judge().judged(),
          last.flows().getLast().version(),
          trial.victims().endings(),
          System.nanoTime() - began);
    } catch (Judge.NotExact e) {
      log.accept(trial.lastWords());
      throw e;
    }
  }

  private Passage cutOver(Trial trial, ExecutorService threads, int index, Plan.Planned planned)
      throws Exception {
    var leaving = new Version(index + 1);
    long edited = System.nanoTime();
    var to = trial.edit(leaving, planned.mode());
    var strikes = new ArrayList<Future<Blow>>();
    for (var strike : planned.strikes()) {
      strikes.add(threads.submit(() -> strike(trial, strike, leaving, edited)));
    }
    var at = awaitCompleted(trial, leaving, strikes);
    long completed = System.nanoTime();
    var blows = new ArrayList<Blow>();
    for (var strike : strikes) {
      blows.add(strike.get());
    }
    blows.sort(Comparator.comparingLong(Blow::struckNanos));
    trial.awaitStreaming(leaving.next());
    long first = trial.awaitHeard(at, Silences.REACH);
    long judging = System.nanoTime();
    var finding =
        trial.judge().requireExact(new ProgressTrace.Flow(leaving.next().number(), to, at.bits()));
    long judged = System.nanoTime() - judging;
    long gap = Silences.longestAround(trial.heard().arrivals(), first);
    trial.heard().forgetBefore(System.nanoTime() - KEPT);
    return new Passage(
        index + 1,
        planned.mode(),
        to,
        at,
        completed - edited,
        first - edited,
        gap,
        blows,
        finding.messages(),
        judged);
  }

  private static Timestamp awaitCompleted(Trial trial, Version leaving, List<Future<Blow>> strikes)
      throws Exception {
    try {
      return trial.awaitCompleted(leaving);
    } catch (IllegalStateException e) {
      // Perhaps what was struck could not be brought back.
      strikes.stream()
          .filter(strike -> strike.state() == Future.State.FAILED)
          .forEach(strike -> e.addSuppressed(strike.exceptionNow()));
      throw e;
    }
  }

  private static Blow strike(Trial trial, Strike strike, Version leaving, long edited)
      throws Exception {
    switch (strike.moment()) {
      case Moment.AfterEdit(var delay) ->
          Thread.sleep(Math.max(0, delay.toMillis() - (System.nanoTime() - edited) / 1_000_000));
      case Moment.InStep(var step, var delay) -> {
        trial.awaitStep(leaving, step);
        Thread.sleep(delay);
      }
    }
    var point = trial.point(leaving);
    long struck = System.nanoTime();
    trial.victims().strike(strike.kill(), strike.choice());
    return new Blow(strike.kill(), point, struck, System.nanoTime() - struck);
  }

  private static String line(Passage p) {
    return "cutover %d, %s to %s: T=%s, completed %.0f ms, first %.0f ms, gap %.0f ms, %d messages exact in %.0f ms%s"
        .formatted(
            p.number(),
            p.modeWord(),
            p.to(),
            p.at().toLsn(),
            p.editToCompletedNanos() / 1e6,
            p.editToFirstNanos() / 1e6,
            p.gapNanos() / 1e6,
            p.messages(),
            p.judgedNanos() / 1e6,
            kills(p.blows()));
  }

  private static String kills(List<Blow> blows) {
    var text = new StringBuilder();
    for (var blow : blows) {
      text.append(", killed ").append(blow.kill().word()).append(" at ").append(blow.point());
    }
    return text.toString();
  }
}
