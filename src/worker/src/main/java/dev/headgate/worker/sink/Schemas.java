package dev.headgate.worker.sink;

import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.preview.SubjectVerdict;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.kafka.registry.RegistryException;
import dev.headgate.kafka.registry.SchemaRegistryClient;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The schemas of a sink's topic in the registry, under the subjects {@code <topic>-key} and {@code
 * <topic>-value}.
 */
final class Schemas {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SchemaRegistryClient registry;

  Schemas(Connections.SchemaRegistry connection, HttpClient http) {
    registry = new SchemaRegistryClient(connection, http, TIMEOUT);
  }

  /** Registers both, or finds them registered. */
  SchemaIds register(SinkPlan plan) {
    return new SchemaIds(
        registry.register(keySubject(plan), plan.keySchema().toString()),
        registry.register(valueSubject(plan), plan.valueSchema().toString()));
  }

  /**
   * What the registry would have against them; nothing is registered.
   *
   * @param keyIsKnown whether the key's schema is known to be that of the topic's keys; otherwise
   *     it must be registered already, for keys must never change theirs
   */
  List<String> problems(SinkPlan plan, boolean keyIsKnown) {
    var problems = new ArrayList<String>();
    var key = plan.keySchema().toString();
    if (!keyIsKnown && registry.lookup(keySubject(plan), key).isEmpty()) {
      problems.add(
          "The key of relation %s would be written under another schema than the topic's keys, and consumers would not take equal keys for the same.%n  Give the relation the key columns, with their types, that the topic was begun with."
              .formatted(plan.definition().relation().name()));
    }
    check(keySubject(plan), key, problems);
    check(valueSubject(plan), plan.valueSchema().toString(), problems);
    return problems;
  }

  /** What the registry thinks of both, the key's first; nothing is registered or thrown. */
  List<SubjectVerdict> verdicts(SinkPlan plan) {
    return List.of(
        verdict(keySubject(plan), plan.keySchema().toString()),
        verdict(valueSubject(plan), plan.valueSchema().toString()));
  }

  private SubjectVerdict verdict(String subject, String schema) {
    try {
      var verdict = registry.check(subject, schema);
      return verdict.compatible()
          ? new SubjectVerdict.Compatible(subject)
          : new SubjectVerdict.Incompatible(subject, verdict.messages());
    } catch (RegistryException e) {
      return new SubjectVerdict.Unknown(subject, e.getMessage());
    }
  }

  private void check(String subject, String schema, List<String> problems) {
    var verdict = registry.check(subject, schema);
    if (!verdict.compatible()) {
      problems.add(
          "The schema registry would refuse the new schema of subject %s: %s%n  Make the relation's columns compatible with the published schema, or change the subject's compatibility level."
              .formatted(
                  subject,
                  verdict.messages().isEmpty()
                      ? "it is incompatible with an earlier version"
                      : String.join("; ", verdict.messages())));
    }
  }

  private static String keySubject(SinkPlan plan) {
    return plan.definition().spec().topic() + "-key";
  }

  private static String valueSubject(SinkPlan plan) {
    return plan.definition().spec().topic() + "-value";
  }
}
