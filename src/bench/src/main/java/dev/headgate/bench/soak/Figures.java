package dev.headgate.bench.soak;

import dev.headgate.bench.figures.Distribution;
import dev.headgate.bench.figures.Durations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * What came out of a soak, all of whose verdicts were exact. Distributions are told of all
 * cutovers, by mode of the undisturbed ones, in which nothing was struck nor in the one before,
 * whose traces may show late, and by kind of those in which that was struck, and nothing else in
 * them nor in the one before.
 *
 * @param seconds how long all of it took
 * @param versions of the sink at the end
 * @param workerEndings how often a worker ended by itself and was started again
 * @param killsByPoint how often each kind was struck, by where the cutover was right before
 * @param down how long what was struck was away, by kind
 * @param gap the longest silence at a consumer within a second of the arrival of T's first record
 * @param editToFirst from the edit to that arrival
 * @param editToCompleted from the edit until the Sink's status said Completed
 */
public record Figures(
    int cutovers,
    double seconds,
    int versions,
    int workerEndings,
    Checks checks,
    Map<String, Integer> kills,
    Map<String, Map<String, Integer>> killsByPoint,
    Map<String, Distribution> down,
    Map<String, Distribution> gap,
    Map<String, Distribution> editToFirst,
    Map<String, Distribution> editToCompleted) {

  /**
   * What was judged.
   *
   * @param verdicts how many, all exact
   * @param transactions of the upstream that were in them
   * @param messages of the topic that were in them
   * @param verdict how long one took
   */
  public record Checks(long verdicts, long transactions, long messages, Distribution verdict) {}

  static Figures of(
      List<Passage> passages, Judge.Judged judged, int versions, int workerEndings, long nanos) {
    var kills = new LinkedHashMap<String, Integer>();
    var byPoint = new LinkedHashMap<String, Map<String, Integer>>();
    var down = new LinkedHashMap<String, Distribution>();
    for (var kill : Kill.values()) {
      var blows =
          passages.stream()
              .flatMap(p -> p.blows().stream())
              .filter(blow -> blow.kill() == kill)
              .toList();
      kills.put(kill.word(), blows.size());
      var points = new TreeMap<String, Integer>();
      blows.forEach(blow -> points.merge(blow.point(), 1, Integer::sum));
      byPoint.put(kill.word(), points);
      put(down, kill.word(), blows.stream().mapToLong(Blow::downNanos).toArray());
    }
    return new Figures(
        passages.size(),
        Durations.seconds(nanos),
        versions,
        workerEndings,
        new Checks(
            judged.checks(),
            judged.transactions(),
            judged.messages(),
            Distribution.ofNanos(judged.nanos())),
        kills,
        byPoint,
        down,
        byKill(passages, Passage::gapNanos),
        byKill(passages, Passage::editToFirstNanos),
        byKill(passages, Passage::editToCompletedNanos));
  }

  private static Map<String, Distribution> byKill(
      List<Passage> passages, ToLongFunction<Passage> nanos) {
    var distributions = new LinkedHashMap<String, Distribution>();
    put(distributions, "all", passages.stream().mapToLong(nanos).toArray());
    passages.stream()
        .map(Passage::modeWord)
        .distinct()
        .sorted()
        .forEach(
            mode ->
                put(
                    distributions,
                    "undisturbed " + mode,
                    nanos(
                        passages,
                        nanos,
                        i ->
                            isUndisturbed(passages, i)
                                && passages.get(i).modeWord().equals(mode))));
    Arrays.stream(Kill.values())
        .forEach(
            kill ->
                put(
                    distributions,
                    kill.word(),
                    nanos(passages, nanos, i -> isDisturbedOnlyBy(kill, passages, i))));
    return distributions;
  }

  private static long[] nanos(
      List<Passage> passages, ToLongFunction<Passage> nanos, IntPredicate which) {
    return IntStream.range(0, passages.size())
        .filter(which)
        .mapToObj(passages::get)
        .mapToLong(nanos)
        .toArray();
  }

  private static boolean isUndisturbed(List<Passage> passages, int i) {
    return passages.get(i).blows().isEmpty() && (i == 0 || passages.get(i - 1).blows().isEmpty());
  }

  private static boolean isDisturbedOnlyBy(Kill kill, List<Passage> passages, int i) {
    return !passages.get(i).blows().isEmpty()
        && passages.get(i).hasNoBlowBut(kill)
        && (i == 0 || passages.get(i - 1).hasNoBlowBut(kill));
  }

  private static void put(Map<String, Distribution> into, String name, long[] nanos) {
    if (nanos.length > 0) {
      into.put(name, Distribution.ofNanos(nanos));
    }
  }
}
