package dev.headgate.bench.stage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a worker tells of itself.
 *
 * @param messagesCommitted since it started
 * @param commits to Kafka since it started
 * @param meanCommitMillis how long one took on average
 * @param heapUsedMiB garbage included
 * @param gcSeconds by collector, how long it has paused or worked
 */
public record WorkerMetrics(
    long messagesCommitted,
    long commits,
    double meanCommitMillis,
    double heapUsedMiB,
    double heapCommittedMiB,
    double heapMaxMiB,
    Map<String, Double> gcSeconds) {

  private static final double MEBIBYTE = 1 << 20;

  /** Of Prometheus' text format. */
  static WorkerMetrics parse(String text) {
    double commits = sum(text, "headgate_sink_commit_seconds_count");
    double seconds = sum(text, "headgate_sink_commit_seconds_sum");
    return new WorkerMetrics(
        (long) sum(text, "headgate_sink_messages_committed_total"),
        (long) commits,
        commits == 0 ? 0 : rounded(seconds / commits * 1000),
        rounded(sum(text, "jvm_memory_used_bytes{area=\"heap\"}") / MEBIBYTE),
        rounded(sum(text, "jvm_memory_committed_bytes{area=\"heap\"}") / MEBIBYTE),
        rounded(sum(text, "jvm_memory_max_bytes{area=\"heap\"}") / MEBIBYTE),
        gcSeconds(text));
  }

  private static double sum(String text, String prefix) {
    return text.lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Map<String, Double> gcSeconds(String text) {
    var seconds = new LinkedHashMap<String, Double>();
    text.lines()
        .filter(line -> line.startsWith("jvm_gc_collection_seconds_sum{"))
        .forEach(
            line ->
                seconds.put(
                    line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')),
                    Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    return seconds;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
