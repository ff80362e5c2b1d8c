package dev.headgate.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Linux's files about processes, see proc(5).
 *
 * @param root {@code /proc}
 */
public record Proc(Path root) {

  /** The unit of times in these files: USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_A_SECOND = 100;

  /** Places in {@code /proc/PID/stat}, counted from the state, the first behind the name. */
  private static final int UTIME = 11;

  private static final int STIME = 12;
  private static final int CUTIME = 13;
  private static final int CSTIME = 14;

  /** Those of the machine that this runs on. */
  public static Proc ofThisMachine() {
    return new Proc(Path.of("/proc"));
  }

  /** Processor time of all processes together, in seconds since the machine started. */
  public record Machine(double busy, double idle, double stolen) {}

  /** Memory of a process, in MiB. */
  public record Memory(double rssMiB, double peakRssMiB) {}

  public Machine machine() {
    var first = read(root.resolve("stat")).lines().findFirst().orElseThrow();
    long[] ticks = Arrays.stream(first.split(" +")).skip(1).mapToLong(Long::parseLong).toArray();
    // user nice system idle iowait irq softirq steal; what follows is part of user and nice.
    return new Machine(
        (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / TICKS_A_SECOND,
        (ticks[3] + ticks[4]) / TICKS_A_SECOND,
        ticks[7] / TICKS_A_SECOND);
  }

  /**
   * Processor time of a process, its living descendants, and those descendants that have ended and
   * were waited for; in seconds. 0 for a process that is gone.
   */
  public double secondsOfFamily(long pid) {
    while (true) {
      double endedBefore = secondsOfEndedChildren(pid);
      double sum = family(pid).mapToDouble(member -> seconds(member, UTIME, CSTIME)).sum();
      // A child that ended meanwhile may have been counted twice, or not at all.
      if (secondsOfEndedChildren(pid) == endedBefore) {
        return sum;
      }
    }
  }

  private static LongStream family(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
        .mapToLong(ProcessHandle::pid);
  }

  /** Processor time of a process alone, in seconds. */
  public double seconds(long pid) {
    return seconds(pid, UTIME, STIME);
  }

  /** Processor time of children of a process that have ended and were waited for, in seconds. */
  public double secondsOfEndedChildren(long pid) {
    return seconds(pid, CUTIME, CSTIME);
  }

  private double seconds(long pid, int from, int to) {
    return readIfThere(root.resolve(Long.toString(pid)).resolve("stat"))
        .map(line -> seconds(line, from, to))
        .orElse(0.0);
  }

  /** The name stands in parentheses and may hold anything, parentheses too. */
  private static double seconds(String stat, int from, int to) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Arrays.stream(fields, from, to + 1).mapToLong(Long::parseLong).sum() / TICKS_A_SECOND;
  }

  public Memory memory(long pid) {
    var status = read(root.resolve(Long.toString(pid)).resolve("status"));
    return new Memory(mebibytes(status, "VmRSS"), mebibytes(status, "VmHWM"));
  }

  /** The machine's memory, in MiB. */
  public double totalMemory() {
    return mebibytes(read(root.resolve("meminfo")), "MemTotal");
  }

  /** As the first processor names itself, or "unknown". */
  public String processor() {
    return read(root.resolve("cpuinfo"))
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static double mebibytes(String text, String name) {
    var line = text.lines().filter(l -> l.startsWith(name + ":")).findFirst().orElseThrow();
    return Math.round(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0 * 10) / 10.0;
  }

  private static String read(Path file) {
    return readIfThere(file)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s is missing: benchmarks run on Linux only.".formatted(file)));
  }

  private static Optional<String> readIfThere(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException e) {
      // A process that ends while its file is read.
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return Optional.empty();
      }
      throw new UncheckedIOException(e);
    }
  }
}
