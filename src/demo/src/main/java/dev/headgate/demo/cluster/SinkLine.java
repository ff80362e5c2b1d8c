package dev.headgate.demo.cluster;

import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.demo.stage.Example;
import java.util.Optional;

/** What a status shows, on one line; two statuses that differ in nothing else give the same. */
final class SinkLine {

  private SinkLine() {}

  static String of(SinkStatus status) {
    return "sink %s: %s | %s%s%s"
        .formatted(
            Example.SINK_NAME,
            status.status(),
            status.phase(),
            Optional.ofNullable(status.cutover()).map(SinkLine::cutover).orElse(""),
            Optional.ofNullable(status.error()).map(e -> " | " + e).orElse(""));
  }

  private static String cutover(SinkStatus.Cutover cutover) {
    return " | cutover %s -> %s: %s%s"
        .formatted(
            cutover.from(),
            cutover.to(),
            cutover.step(),
            Optional.ofNullable(cutover.timestamp()).map(t -> ", T = " + t).orElse(""));
  }
}
