package dev.headgate.chart;

import dev.headgate.testkit.helm.Chart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The objects that the chart makes of some values, without the hooks of {@code helm test}. */
record Rendered(String text) {

  /** Maven runs tests in the module's own directory. */
  static final Chart CHART =
      new Chart(Path.of("../../helm/headgate"), "headgate", "headgate-system");

  /** All that can be switched on, for two namespaces. */
  static final String ALL =
      """
      watchNamespaces: [shop, billing]
      networkPolicy: {enabled: true, metricsFrom: [{namespaceSelector: {matchLabels: {name: prometheus}}}]}
      monitoring: {podMonitor: {enabled: true}, rules: {enabled: true}, dashboard: {enabled: true}}
      imagePullSecrets: [{name: registry}]
      extraEnv: [{name: TZ, value: UTC}]
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{key: dedicated, operator: Exists, effect: NoSchedule}]
      priorityClassName: system-cluster-critical
      """;

  /** Of YAML values. */
  static Rendered with(String values) {
    return new Rendered(CHART.render(values));
  }

  static Rendered byDefault() {
    return with("");
  }

  List<HasMetadata> objects() {
    var serialization = new KubernetesSerialization();
    return Stream.of(text.split("(?m)^---$"))
        .filter(
            document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
        .map(document -> serialization.<HasMetadata>unmarshal(document))
        .toList();
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T only(Class<T> kind) {
    var all = all(kind);
    if (all.size() != 1) {
      throw new AssertionError("%d %s instead of one".formatted(all.size(), kind.getSimpleName()));
    }
    return all.getFirst();
  }
}
