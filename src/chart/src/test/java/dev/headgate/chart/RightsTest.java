package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RightsTest {

  private static final Path PAGE = Path.of("../../docs/operator.md");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String OWN = "in its own namespace: ";

  @Test
  void thePageListsWhatTheOperatorsRolesGrantAndNothingElse() throws IOException {
    var rendered = Rendered.byDefault();
    var everywhere =
        rendered.all(ClusterRole.class).stream()
            .filter(role -> role.getMetadata().getName().equals("headgate-sinks"))
            .flatMap(role -> role.getRules().stream());
    var own = rendered.only(Role.class).getRules().stream();
    var granted = new TreeSet<String>();
    everywhere.forEach(rule -> granted.addAll(lines("", rule)));
    own.forEach(rule -> granted.addAll(lines(OWN, rule)));

    assertThat(documented()).isNotEmpty().isEqualTo(granted);
  }

  @Test
  void withNamespacesEachHasTheSameRole() {
    var clusterRole =
        Rendered.byDefault().all(ClusterRole.class).stream()
            .filter(role -> role.getMetadata().getName().equals("headgate-sinks"))
            .findFirst()
            .orElseThrow();

    assertThat(Rendered.with("watchNamespaces: [shop, billing]").all(Role.class))
        .filteredOn(role -> role.getMetadata().getName().equals("headgate-sinks"))
        .hasSize(2)
        .allSatisfy(role -> assertThat(role.getRules()).isEqualTo(clusterRole.getRules()));
  }

  @Test
  void noRuleSaysEverything() {
    var rules =
        Stream.concat(
            Rendered.byDefault().all(ClusterRole.class).stream().map(ClusterRole::getRules),
            Rendered.byDefault().all(Role.class).stream().map(Role::getRules));

    assertThat(rules.flatMap(List::stream))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).doesNotContain("*");
              assertThat(rule.getResources()).doesNotContain("*");
              assertThat(rule.getApiGroups()).doesNotContain("*");
            });
  }

  /** One a resource and verb. */
  private static List<String> lines(String where, PolicyRule rule) {
    return rule.getResources().stream()
        .flatMap(resource -> rule.getVerbs().stream().map(verb -> where + resource + " " + verb))
        .toList();
  }

  private static SortedSet<String> documented() throws IOException {
    var page = Files.readString(PAGE);
    var lines = new TreeSet<String>();
    for (String row : page.substring(page.indexOf("## Rights")).lines().toList()) {
      if (row.startsWith("| ") && row.contains("`")) {
        var cells = row.split("\\|", -1);
        var where = cells[1].contains(OWN.strip()) ? OWN : "";
        for (var resource : NAME.matcher(cells[1]).results().toList()) {
          for (String verb : cells[2].split(",", -1)) {
            lines.add(where + resource.group(1) + " " + verb.strip());
          }
        }
      }
    }
    return lines;
  }
}
