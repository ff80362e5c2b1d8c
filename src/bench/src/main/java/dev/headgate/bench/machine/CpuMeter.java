package dev.headgate.bench.machine;

import dev.headgate.bench.figures.Durations;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes the processor time that each of some processes, and everybody else, uses meanwhile. */
public final class CpuMeter {

  private final Proc proc;
  private final LinkedHashMap<String, Long> families;
  private final Reading began;

  private CpuMeter(Proc proc, Map<String, Long> families) {
    this.proc = proc;
    this.families = new LinkedHashMap<>(families);
    this.began = read();
  }

  /**
   * Begins.
   *
   * @param families processes by what the figures call them; each counts with its descendants. This
   *     process must not be among them: it counts alone, as {@code bench}, and its children that
   *     have ended as {@code endedChildren}
   */
  public static CpuMeter start(Proc proc, Map<String, Long> families) {
    return new CpuMeter(proc, families);
  }

  private record Reading(
      long nanos, Proc.Machine machine, Map<String, Double> used, double endedChildren) {}

  /**
   * What was used, in seconds of one processor.
   *
   * @param seconds how long it was measured
   * @param cpuSeconds by process
   * @param foreignShare which part of all processors' time others used; the kernel's own threads
   *     count as others
   * @param stolenShare which part the hypervisor gave to other machines
   */
  public record Use(
      double seconds, Map<String, Double> cpuSeconds, double foreignShare, double stolenShare) {}

  public Use stop() {
    return stop(Map.of());
  }

  /**
   * Ends.
   *
   * @param startedMeanwhile further processes, which had used nothing when this began
   */
  public Use stop(Map<String, Long> startedMeanwhile) {
    families.putAll(startedMeanwhile);
    var ended = read();
    double children = ended.endedChildren() - began.endedChildren();
    var used = new LinkedHashMap<String, Double>();
    ended
        .used()
        .forEach((name, s) -> used.put(name, rounded(s - began.used().getOrDefault(name, 0.0))));
    used.put("endedChildren", rounded(children));
    double all = all(ended.machine()) - all(began.machine());
    double busy = ended.machine().busy() - began.machine().busy();
    double ours = used.values().stream().mapToDouble(s -> s).sum();
    return new Use(
        Durations.seconds(ended.nanos() - began.nanos()),
        used,
        share(busy - ours, all),
        share(ended.machine().stolen() - began.machine().stolen(), all));
  }

  private Reading read() {
    long own = ProcessHandle.current().pid();
    var used = new LinkedHashMap<String, Double>();
    families.forEach((name, pid) -> used.put(name, proc.secondsOfFamily(pid)));
    used.put("bench", proc.seconds(own));
    return new Reading(System.nanoTime(), proc.machine(), used, proc.secondsOfEndedChildren(own));
  }

  private static double all(Proc.Machine machine) {
    return machine.busy() + machine.idle() + machine.stolen();
  }

  private static double share(double part, double all) {
    return all == 0 ? 0 : rounded(Math.max(0, part / all));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
