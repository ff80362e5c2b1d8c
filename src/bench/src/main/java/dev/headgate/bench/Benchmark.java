package dev.headgate.bench;

import dev.headgate.bench.measure.CatchUp;
import dev.headgate.bench.measure.CutoverSilence;
import dev.headgate.bench.measure.IdleCutover;
import dev.headgate.bench.measure.IdleMemory;
import dev.headgate.bench.measure.Latency;
import dev.headgate.bench.measure.Measurement;

/** What can be measured, in the order in which it is. */
enum Benchmark {
  CATCH_UP("catch-up", "catchUp"),
  LATENCY("latency", "latency"),
  GAP("gap", "silenceAroundT"),
  IDLE_CUTOVER("idle-cutover", "idleCutover"),
  RSS("rss", "idleMemory");

  private final String option;
  private final String field;

  Benchmark(String option, String field) {
    this.option = option;
    this.field = field;
  }

  /** Its name in {@code -Dbench.only}. */
  String option() {
    return option;
  }

  /** Its name in the document. */
  String field() {
    return field;
  }

  Measurement with(Settings settings) {
    return switch (this) {
      case CATCH_UP ->
          new CatchUp(
              settings.changes(), Settings.TRANSACTION, settings.rounds(), settings.recvlogical());
      case LATENCY -> new Latency(settings.seconds());
      case GAP -> new CutoverSilence(settings.cutovers());
      case IDLE_CUTOVER -> new IdleCutover(settings.cutovers());
      case RSS -> new IdleMemory();
    };
  }
}
