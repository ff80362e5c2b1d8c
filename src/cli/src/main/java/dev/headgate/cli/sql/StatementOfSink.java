package dev.headgate.cli.sql;

import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code SHOW CREATE SINK}: the statement that makes such a Sink. What SQL has no words for is told
 * in comments after it.
 */
public final class StatementOfSink {

  private StatementOfSink() {}

  /** Without a semicolon, and without a line break at its end. */
  public static String of(Sink sink) {
    var spec = sink.getSpec();
    var kafka = spec.into().kafka();
    var lines = new ArrayList<String>();
    lines.add("CREATE SINK " + SqlName.sqlOf(sink.getMetadata().getName()));
    lines.add("  FROM " + SqlName.sqlOf(spec.from().name()));
    lines.add(
        "  INTO KAFKA CONNECTION %s (%s)"
            .formatted(SqlName.sqlOf(kafka.connection().name()), options(kafka)));
    lines.add("  KEY (%s)".formatted(SqlName.quoted(spec.key().columns())));
    lines.add(
        "  FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY CONNECTION "
            + SqlName.sqlOf(spec.format().avro().registry().name()));
    lines.add("  ENVELOPE UPSERT");
    if (spec.snapshot() != null) {
      lines.add("  WITH (SNAPSHOT = %s)".formatted(spec.snapshot()));
    }
    beyond(spec).forEach(field -> lines.add("-- " + field));
    return String.join("\n", lines);
  }

  private static String options(SinkSpec.Kafka kafka) {
    var options = new ArrayList<String>();
    options.add("TOPIC " + literal(kafka.topic()));
    Optional.ofNullable(kafka.partitions())
        .ifPresent(count -> options.add("TOPIC PARTITION COUNT " + count));
    Optional.ofNullable(kafka.replicationFactor())
        .ifPresent(factor -> options.add("TOPIC REPLICATION FACTOR " + factor));
    Optional.ofNullable(kafka.config())
        .ifPresent(
            config ->
                options.add(
                    "TOPIC CONFIG MAP[%s]"
                        .formatted(
                            new TreeMap<>(config)
                                .entrySet().stream()
                                    .map(e -> literal(e.getKey()) + " => " + literal(e.getValue()))
                                    .collect(Collectors.joining(", ")))));
    return String.join(", ", options);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Fields of the spec that no statement sets, where they are not as they are unless set. */
  private static List<String> beyond(SinkSpec spec) {
    var fields = new ArrayList<String>();
    if (SinkSpec.OnValueError.SkipAndRecord.name().equals(spec.onValueError())) {
      fields.add("onValueError: " + spec.onValueError());
    }
    Optional.ofNullable(spec.into().kafka().deadLetterTopic())
        .ifPresent(topic -> fields.add("into.kafka.deadLetterTopic: " + topic));
    if (Boolean.TRUE.equals(spec.paused())) {
      fields.add("paused: true");
    }
    Optional.ofNullable(spec.cutover()).ifPresent(cutover -> fields.addAll(beyond(cutover)));
    return fields;
  }

  /** Settings only: what commands a single cutover is none. */
  private static List<String> beyond(SinkSpec.Cutover cutover) {
    var fields = new ArrayList<String>();
    differs("timeout", cutover.timeout(), "10m", fields);
    differs("promotion", cutover.promotion(), "Automatic", fields);
    differs("schemaCheck", cutover.schemaCheck(), "BeforeCutover", fields);
    differs("rollbackWindow", cutover.rollbackWindow(), "0s", fields);
    differs("mode", cutover.mode(), "Forward", fields);
    differs("maxStaleKeys", cutover.maxStaleKeys(), null, fields);
    differs("maxMissingKeys", cutover.maxMissingKeys(), null, fields);
    differs("maxOrphanKeys", cutover.maxOrphanKeys(), null, fields);
    return fields;
  }

  private static void differs(String field, Object value, Object standard, List<String> fields) {
    if (value != null && !value.equals(standard)) {
      fields.add("cutover.%s: %s".formatted(field, value));
    }
  }
}
