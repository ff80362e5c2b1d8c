package dev.headgate.demo.stage;

import dev.headgate.dataflow.sink.SinkId;
import java.time.Duration;

/** Names and measures of the documented example. */
public final class Example {

  /** Where the resources are; part of the sink's id. */
  public static final String NAMESPACE = "demo";

  /** The sink. */
  public static final String SINK_NAME = "avro-sink";

  /** Under this the sink keeps its progress. */
  public static final SinkId SINK = SinkId.of("headgate", NAMESPACE, SINK_NAME);

  public static final String TOPIC = "test_avro_topic";
  public static final String PROGRESS_TOPIC = "headgate-progress";

  /** How long any one step may take. */
  public static final Duration LIMIT = Duration.ofSeconds(90);

  /** How many transactions are written before the sink begins, before the cutover and after it. */
  public static final long TRANSACTIONS = 600;

  public static final int TRANSACTIONS_PER_SECOND = 300;

  private Example() {}
}
