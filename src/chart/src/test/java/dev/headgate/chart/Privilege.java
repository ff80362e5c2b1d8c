package dev.headgate.chart;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;
import java.util.Optional;

/**
 * A verb on a resource.
 *
 * @param resource plural, with its group but for the core one
 * @param name of the one object; empty: all
 */
record Privilege(String verb, String resource, Optional<String> name) {

  /** Reads {@code verb resource.group name}, or without a name. */
  static Privilege of(String text) {
    var words = List.of(text.split(" "));
    return new Privilege(
        words.get(0),
        words.get(1),
        words.size() > 2 ? Optional.of(words.get(2)) : Optional.empty());
  }

  PolicyRule rule() {
    int dot = resource.indexOf('.');
    return new PolicyRuleBuilder()
        .withVerbs(verb)
        .withApiGroups(dot < 0 ? "" : resource.substring(dot + 1))
        .withResources(dot < 0 ? resource : resource.substring(0, dot))
        .withResourceNames(name.map(List::of).orElse(List.of()))
        .build();
  }
}
