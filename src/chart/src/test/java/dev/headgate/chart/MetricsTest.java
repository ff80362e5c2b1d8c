package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest {

  /** {@code | `name` | type | meaning |}. */
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(headgate_[a-z_]+)` \\|");

  private static final Pattern USED = Pattern.compile("\\bheadgate_[a-z_]+");

  /** What Prometheus makes of a histogram. */
  private static final String OF_HISTOGRAM = "_(bucket|count|sum)$";

  private final Rendered rendered = Rendered.with(Rendered.ALL);

  @Test
  void alertsAndDashboardUseNoMetricThatDoesNotExist() throws IOException {
    var documented = new TreeSet<String>();
    try (Stream<Path> pages = Files.list(Path.of("../../docs"))) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).toList()) {
        documented.addAll(found(DOCUMENTED, Files.readString(page)));
      }
    }

    var alerts = new TreeSet<String>();
    rules().forEach(rule -> alerts.addAll(found(USED, rule.getExpr().getStrVal())));
    assertThat(documented).isNotEmpty().containsAll(alerts);
    assertThat(documented).containsAll(found(USED, dashboard()));
    assertThat(alerts).isNotEmpty();
  }

  private static Set<String> found(Pattern pattern, String text) {
    var names = new TreeSet<String>();
    pattern
        .matcher(text)
        .results()
        .map(match -> match.group(match.groupCount()))
        .map(name -> name.replaceFirst(OF_HISTOGRAM, ""))
        .forEach(names::add);
    return names;
  }

  @Test
  void everyAlertSaysWhatIsWrongAndWhatToDo() {
    assertThat(rules().toList())
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.getLabels()).containsOnlyKeys("severity");
              assertThat(rule.getAnnotations()).containsOnlyKeys("summary", "description");
              assertThat(rule.getAnnotations().get("summary")).contains("{{ $labels.sink }}");
            });
  }

  private Stream<Rule> rules() {
    return rendered.only(PrometheusRule.class).getSpec().getGroups().stream()
        .flatMap(group -> group.getRules().stream());
  }

  @Test
  void thePrometheusOperatorKnowsEachField() {
    assertThat(rendered.only(PrometheusRule.class).getSpec().getAdditionalProperties()).isEmpty();
    assertThat(rules()).allSatisfy(r -> assertThat(r.getAdditionalProperties()).isEmpty());
    var monitors = rendered.all(PodMonitor.class).stream().map(PodMonitor::getSpec).toList();
    assertThat(monitors)
        .hasSize(2)
        .allSatisfy(
            monitor -> {
              assertThat(monitor.getAdditionalProperties()).isEmpty();
              assertThat(monitor.getPodMetricsEndpoints())
                  .hasSize(1)
                  .allSatisfy(e -> assertThat(e.getAdditionalProperties()).isEmpty());
            });
    assertThat(monitors.getFirst().getNamespaceSelector().getMatchNames())
        .containsExactly("shop", "billing");
  }

  @Test
  void theDashboardIsJsonWithAnExpressionInEachPanel() throws IOException {
    var panels = new ObjectMapper().readTree(dashboard()).path("panels");

    assertThat(panels)
        .isNotEmpty()
        .allSatisfy(panel -> assertThat(panel.findValuesAsText("expr")).isNotEmpty());
  }

  private String dashboard() {
    return rendered.only(ConfigMap.class).getData().get("headgate.json");
  }
}
