package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.RelationStatus;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import dev.headgate.cli.change.Asked;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code get sink NAME}: a Sink with its cutover, relations and worker.
 *
 * @param sink what is shown
 * @param relations the Relations that exist of those that it names, by name
 * @param pods of its worker; empty where they may not be read
 * @param ages for times
 */
public record SinkTree(
    Sink sink, Map<String, Relation> relations, Optional<List<Pod>> pods, Ages ages) {

  public SinkTree {
    relations = Map.copyOf(relations);
  }

  /** The names of all Relations that the tree of a Sink shows. */
  public static Set<String> relationsOf(Sink sink) {
    var asked = new Asked(sink);
    var names = new LinkedHashSet<String>();
    asked.active().ifPresent(names::add);
    asked.underWay().map(SinkStatus.Cutover::to).ifPresent(names::add);
    names.add(asked.from());
    return names;
  }

  public String text() {
    var asked = new Asked(sink);
    var root = new Node("sink %s  %s".formatted(asked.name(), headline(asked)));
    sink(root, asked);
    asked.cutover().ifPresent(cutover -> cutover(root, asked, cutover));
    relations(root, asked);
    worker(root);
    return root.drawn();
  }

  private String headline(Asked asked) {
    var word = asked.status().map(SinkStatus::status).orElse("created");
    return Conditions.find(sink, "Ready")
        .map(ready -> "%s  Ready=%s  %s".formatted(word, ready.getStatus(), ready.getReason()))
        .orElse(word);
  }

  private void sink(Node root, Asked asked) {
    root.add(
        "topic %s  version %s  frontier %s"
            .formatted(
                sink.getSpec().into().kafka().topic(),
                asked.status().map(SinkStatus::version).map(v -> v.toString()).orElse("-"),
                asked.status().map(SinkStatus::frontier).orElse("-")));
    asked.status().map(SinkStatus::error).ifPresent(error -> root.add("error " + error));
  }

  private void cutover(Node root, Asked asked, SinkStatus.Cutover cutover) {
    var node =
        root.add(
            "cutover %s  %s → %s  %s"
                .formatted(cutover.id(), cutover.from(), cutover.to(), times(cutover)));
    new CutoverSteps(sink.getSpec(), cutover).lines().forEach(node::add);
    if (cutover.message() != null) {
      node.add(cutover.message());
    }
    cutover.blockers().forEach(blocker -> node.add("waits for " + blocker));
    if (asked.underWay().isPresent() && cutover.onTheWayTo() != null) {
      node.add("on the way to " + cutover.onTheWayTo());
    }
  }

  private String times(SinkStatus.Cutover cutover) {
    if (cutover.completedAt() != null) {
      var at = cutover.timestamp() == null ? "" : "T %s  ".formatted(cutover.timestamp());
      return "%sended %s ago".formatted(at, ages.since(cutover.completedAt()));
    }
    var begun = "begun %s ago".formatted(ages.since(cutover.startedAt()));
    return cutover.deadline() == null || cutover.awaitingPromotionSince() != null
        ? begun
        : begun + ", until the deadline " + ages.until(cutover.deadline());
  }

  private void relations(Node root, Asked asked) {
    for (var name : relationsOf(sink)) {
      root.add(
          Stream.of(
                  Optional.of("relation " + name),
                  Optional.of(role(asked, name)),
                  table(name),
                  Optional.of(state(name)),
                  since(asked, name),
                  behind(asked, name))
              .flatMap(Optional::stream)
              .reduce((a, b) -> a + "  " + b)
              .orElseThrow());
    }
  }

  private static String role(Asked asked, String name) {
    if (asked.active().filter(name::equals).isPresent()) {
      return "active";
    }
    return asked.underWay().filter(c -> name.equals(c.to())).isPresent() ? "next" : "wanted";
  }

  private Optional<String> table(String name) {
    return Optional.ofNullable(relations.get(name))
        .map(Relation::getStatus)
        .map(RelationStatus::resolved)
        .map(PinnedRelation::table);
  }

  private String state(String name) {
    if (!relations.containsKey(name)) {
      return "does not exist";
    }
    return Conditions.find(relations.get(name), "Ready")
        .map(Condition::getReason)
        .orElse("not looked at yet");
  }

  private static Optional<String> since(Asked asked, String name) {
    return next(asked, name).map(SinkStatus.Cutover::since).map(since -> "since " + since);
  }

  /** How far the sink has to go until the relation can flow. */
  private static Optional<String> behind(Asked asked, String name) {
    var frontier = asked.status().map(SinkStatus::frontier).orElse(null);
    return next(asked, name)
        .map(c -> Lsn.distance(frontier, c.since()))
        .filter(distance -> distance.orElse(0) > 0)
        .map(distance -> "sink is " + Lsn.bytes(distance.getAsLong()) + " before it");
  }

  private static Optional<SinkStatus.Cutover> next(Asked asked, String name) {
    return asked.underWay().filter(c -> name.equals(c.to()));
  }

  private void worker(Node root) {
    if (pods.isEmpty()) {
      root.add("worker: you may not list pods in this namespace");
    } else if (pods.get().isEmpty()) {
      root.add("worker: no pod");
    } else {
      pods.get().forEach(pod -> root.add(PodLine.of(pod, ages)));
    }
  }
}
