package dev.headgate.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.bench.stage.WholeFile;
import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.Attempt.Fate;
import dev.headgate.dataflow.cutover.CutoverId;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Desired;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.Version;
import dev.headgate.dataflow.time.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * What Kubernetes would keep: the Sink that people edit and its status, as files. Each is replaced
 * as a whole.
 *
 * @param directory where they are
 */
record OperatorFiles(Path directory) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Path resource() {
    return directory.resolve("sink.json");
  }

  private Path status() {
    return directory.resolve("status.json");
  }

  /** Edits the resource: an assignment of version 1, and the mode of cutovers. */
  void edit(Wanted wanted) throws IOException {
    var from = wanted.from().orElseThrow();
    var definition =
        new Definition(Version.FIRST, from.relation(), wanted.spec(), from.connections());
    var desired =
        new Desired(
            1, wanted.uid(), wanted.run(), false, definition, Optional.empty(), 0, Set.of());
    var root = JSON.createObjectNode();
    root.set(
        "sink", JSON.readTree(new AssignmentJson().write(new Assignment(wanted.sink(), desired))));
    root.put("mode", wanted.policy().terms().mode().name());
    WholeFile.write(resource(), JSON.writeValueAsBytes(root));
  }

  /** What the resource says. */
  Wanted wanted() throws IOException {
    var root = JSON.readTree(Files.readAllBytes(resource()));
    var resource = new AssignmentJson().read(JSON.writeValueAsBytes(root.get("sink")));
    var mode = Mode.valueOf(root.get("mode").asText());
    var definition = resource.desired().active();
    return new Wanted(
        resource.sink(),
        resource.desired().uid(),
        resource.desired().run(),
        definition.relation().name(),
        Optional.of(new Wanted.From(definition.relation(), definition.connections())),
        definition.spec(),
        definition.connections(),
        CutoverPolicy.automatic(0, Optional.empty()).withTerms(Terms.DEFAULT.withMode(mode)));
  }

  /** Writes the status. */
  void remember(Optional<Attempt> attempt) throws IOException {
    var root = JSON.createObjectNode();
    attempt.ifPresent(a -> root.set("cutover", json(a)));
    WholeFile.write(status(), JSON.writeValueAsBytes(root));
  }

  /** The try that the status has. */
  Optional<Attempt> attempt() throws IOException {
    if (!Files.exists(status())) {
      return Optional.empty();
    }
    var root = JSON.readTree(Files.readAllBytes(status()));
    return Optional.ofNullable(root.get("cutover")).map(OperatorFiles::attempt);
  }

  private static ObjectNode json(Attempt a) {
    var node = JSON.createObjectNode();
    node.put("id", a.id().value());
    node.set("to", json(a.to()));
    node.put("attempt", a.attempt());
    node.put("leaving", a.leaving().number());
    node.put("ordinal", a.ordinal());
    node.put("startedAt", a.startedAt().toString());
    a.deadline().ifPresent(deadline -> node.put("deadline", deadline.toString()));
    a.onTheWayTo().ifPresent(name -> node.put("onTheWayTo", name));
    a.awaiting().ifPresent(since -> node.put("awaiting", since.toString()));
    node.set("fate", json(a.fate()));
    return node;
  }

  private static Attempt attempt(JsonNode node) {
    return new Attempt(
        new CutoverId(node.get("id").asText()),
        relation(node.get("to")),
        node.get("attempt").asInt(),
        new Version(node.get("leaving").asInt()),
        node.get("ordinal").asInt(),
        Instant.parse(node.get("startedAt").asText()),
        text(node, "deadline").map(Instant::parse),
        text(node, "onTheWayTo"),
        text(node, "awaiting").map(Instant::parse),
        fate(node.get("fate")));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
  }

  private static ObjectNode json(Relation relation) {
    var node = JSON.createObjectNode();
    node.put("name", relation.name());
    node.put("oid", relation.oid());
    node.put("table", relation.table().toString());
    var columns = node.putArray("columns");
    relation.columns().forEach(c -> columns.addArray().add(c.name()).add(c.source()));
    return node;
  }

  private static Relation relation(JsonNode node) {
    var columns = new ArrayList<Relation.Column>();
    node.get("columns")
        .forEach(c -> columns.add(new Relation.Column(c.get(0).asText(), c.get(1).asText())));
    return new Relation(
        node.get("name").asText(),
        node.get("oid").asLong(),
        TableName.parse(node.get("table").asText()),
        columns);
  }

  private static ObjectNode json(Fate fate) {
    var node = JSON.createObjectNode();
    switch (fate) {
      case Fate.UnderWay() -> node.put("is", "UnderWay");
      case Fate.Withdrawn() -> node.put("is", "Withdrawn");
      case Fate.Completed(var at, var when) ->
          node.put("is", "Completed").put("at", at.toString()).put("when", when.toString());
      case Fate.Ended(var outcome, var message) ->
          node.put("is", "Ended").put("outcome", outcome.name()).put("message", message);
    }
    return node;
  }

  private static Fate fate(JsonNode node) {
    return switch (node.get("is").asText()) {
      case "UnderWay" -> new Fate.UnderWay();
      case "Withdrawn" -> new Fate.Withdrawn();
      case "Completed" ->
          new Fate.Completed(
              Timestamp.parse(node.get("at").asText()), Instant.parse(node.get("when").asText()));
      case "Ended" ->
          new Fate.Ended(
              Outcome.valueOf(node.get("outcome").asText()), node.get("message").asText());
      default -> throw new IllegalArgumentException("no fate: " + node);
    };
  }
}
