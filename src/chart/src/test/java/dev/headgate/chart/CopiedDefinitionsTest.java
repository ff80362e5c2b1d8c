package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CopiedDefinitionsTest {

  private static final Path CRDS = Path.of("../../crds");
  private static final Path COPIES = Path.of("../../helm/headgate/files/crds");

  @Test
  void theChartHasTheDefinitionsOfCrds() throws IOException {
    var definitions = texts(CRDS);
    if (Boolean.getBoolean("headgate.crds.write")) {
      for (var definition : definitions.entrySet()) {
        Files.writeString(COPIES.resolve(definition.getKey()), definition.getValue());
      }
    }

    assertThat(texts(COPIES))
        .as("helm/headgate/files/crds; -Dheadgate.crds.write=true writes it anew")
        .isNotEmpty()
        .isEqualTo(definitions);
  }

  @Test
  void whatIsInstalledDiffersFromThemOnlyInThatItIsKept() throws IOException {
    var serialization = new KubernetesSerialization();
    var definitions =
        texts(CRDS).values().stream()
            .map(text -> serialization.unmarshal(text, CustomResourceDefinition.class))
            .toList();
    definitions.forEach(
        d -> d.getMetadata().setAnnotations(Map.of("helm.sh/resource-policy", "keep")));

    assertThat(Rendered.byDefault().all(CustomResourceDefinition.class))
        .containsExactlyInAnyOrderElementsOf(definitions);
    assertThat(Rendered.with("crds: {install: false}").all(CustomResourceDefinition.class))
        .isEmpty();
  }

  private static Map<String, String> texts(Path directory) throws IOException {
    var texts = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return texts;
  }
}
