package dev.headgate.cli.sql;

import dev.headgate.api.v1alpha1.LocalReference;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkSpec;
import dev.headgate.cli.change.Refusal;
import dev.headgate.cli.sql.Statement.CreateSink;
import dev.headgate.cli.sql.Statement.Format;
import dev.headgate.cli.sql.Statement.Formats;
import dev.headgate.cli.sql.Statement.SinkOption;
import dev.headgate.cli.sql.Statement.Value;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Sink that a {@code CREATE SINK} asks for, or all that it asks for and no Sink can do. */
public final class SinkOfStatement {

  private final CreateSink create;
  private final String namespace;
  private final List<String> problems = new ArrayList<>();

  private SinkOfStatement(CreateSink create, String namespace) {
    this.create = create;
    this.namespace = namespace;
  }

  /**
   * The resource.
   *
   * @param namespace of the session, for names without a schema
   * @throws Refusal with all problems
   */
  public static Sink of(CreateSink create, String namespace) {
    return new SinkOfStatement(create, create.name().namespace().orElse(namespace)).sink();
  }

  private Sink sink() {
    create
        .cluster()
        .ifPresent(c -> refuse("IN CLUSTER", "a worker runs in the namespace of its Sink"));
    create.headers().ifPresent(h -> refuse("HEADERS", "no Sink can write headers of its own"));
    if (create.envelope().equals("DEBEZIUM")) {
      refuse("ENVELOPE DEBEZIUM", "write ENVELOPE UPSERT");
    }
    var name = resource(create.name());
    var spec =
        new SinkSpec(
            local(create.from()),
            new SinkSpec.Into(kafka()),
            key(),
            new SinkSpec.Format(new SinkSpec.Avro(registry())),
            SinkSpec.Envelope.Upsert.name(),
            snapshot(),
            null,
            null,
            null,
            null);
    if (!problems.isEmpty()) {
      throw new Refusal(
          "CREATE SINK %s asks for what no Sink can do:\n  %s"
              .formatted(SqlName.quoted(create.name().name()), String.join("\n  ", problems)));
    }
    var sink = new Sink();
    sink.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    sink.setSpec(spec);
    return sink;
  }

  private SinkSpec.Kafka kafka() {
    String topic = null;
    Integer partitions = null;
    Integer replicationFactor = null;
    Map<String, String> config = null;
    for (var option : create.options()) {
      switch (option.name()) {
        case "TOPIC" -> topic = text(option);
        case "TOPIC PARTITION COUNT" -> partitions = number(option);
        case "TOPIC REPLICATION FACTOR" -> replicationFactor = number(option);
        case "TOPIC CONFIG" -> config = pairs(option);
        case "COMPRESSION TYPE" ->
            refuse(option.name(), "set compression.type in the properties of the Connection");
        case "TRANSACTIONAL ID PREFIX" ->
            refuse(option.name(), "the transactional id is the sink's id");
        case "PROGRESS GROUP ID PREFIX" -> refuse(option.name(), "no consumer group is used");
        case "PARTITION BY" -> refuse(option.name(), "the key decides the partition");
        default -> refuse(option.name(), "leave it out");
      }
    }
    if (topic == null) {
      problems.add("TOPIC is missing: write (TOPIC 'name') after the connection");
    }
    return new SinkSpec.Kafka(
        local(create.connection()), topic, partitions, replicationFactor, config, null);
  }

  private SinkSpec.Key key() {
    var key = create.key();
    if (key.isEmpty()) {
      problems.add("KEY is missing: write KEY (column, ...), as ENVELOPE UPSERT needs one");
      return null;
    }
    if (key.get().notEnforced()) {
      refuse("NOT ENFORCED", "the key must be unique");
    }
    return new SinkSpec.Key(key.get().columns());
  }

  private LocalReference registry() {
    return switch (create.formats()) {
      case Formats.Both(var format) -> registry("FORMAT", format).orElse(null);
      case Formats.Each(var key, var value) -> {
        var ofKey = registry("KEY FORMAT", key);
        var ofValue = registry("VALUE FORMAT", value);
        if (ofKey.isPresent() && ofValue.isPresent() && !ofKey.equals(ofValue)) {
          refuse("KEY FORMAT and VALUE FORMAT", "key and value have one registry");
        }
        yield ofValue.orElse(null);
      }
    };
  }

  private Optional<LocalReference> registry(String clause, Format format) {
    return switch (format) {
      case Format.Other(var name) -> {
        refuse(clause + " " + name, "write " + clause + " AVRO");
        yield Optional.empty();
      }
      case Format.Avro(var registry, var options) -> {
        options.forEach(option -> refuse(option, "schemas are made from the columns alone"));
        yield Optional.of(local(registry));
      }
    };
  }

  private Boolean snapshot() {
    Boolean snapshot = null;
    for (var option : create.with()) {
      if (option.name().equals("SNAPSHOT")) {
        snapshot = bool(option);
      } else {
        refuse("WITH (%s)".formatted(option.name()), "leave it out");
      }
    }
    return snapshot;
  }

  /** What it names must be beside the Sink. */
  private LocalReference local(SqlName name) {
    var there = name.namespace().orElse(namespace);
    if (!there.equals(namespace)) {
      problems.add(
          "%s is in schema %s, and the sink in %s: what a Sink names must be in its namespace"
              .formatted(name.name(), there, namespace));
    }
    return new LocalReference(resource(name));
  }

  private String resource(SqlName name) {
    try {
      return name.resource();
    } catch (Refusal refused) {
      problems.add(refused.getMessage());
      return "";
    }
  }

  private String text(SinkOption option) {
    if (option.value() instanceof Value.Text(var text)) {
      return text;
    }
    problems.add("%s needs a value in single quotes".formatted(option.name()));
    return "";
  }

  private Integer number(SinkOption option) {
    if (option.value() instanceof Value.Text(var text) && text.matches("[0-9]{1,9}")) {
      return Integer.valueOf(text);
    }
    problems.add("%s must be a positive integer".formatted(option.name()));
    return null;
  }

  private Map<String, String> pairs(SinkOption option) {
    if (option.value() instanceof Value.Pairs(var pairs)) {
      return pairs;
    }
    problems.add("%s must be MAP['name' => 'value', ...]".formatted(option.name()));
    return Map.of();
  }

  private boolean bool(SinkOption option) {
    return switch (option.value()) {
      case Value.None() -> true;
      case Value.Text(var text) when text.equals("true") -> true;
      case Value.Text(var text) when text.equals("false") -> false;
      default -> {
        problems.add("%s must be true or false".formatted(option.name()));
        yield true;
      }
    };
  }

  private void refuse(String clause, String remedy) {
    problems.add("%s is not supported: %s".formatted(clause, remedy));
  }
}
