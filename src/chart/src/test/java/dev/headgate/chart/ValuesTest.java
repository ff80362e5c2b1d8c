package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  private static final Path SCHEMA = Path.of("../../helm/headgate/values.schema.json");
  private static final Path VALUES = Path.of("../../helm/headgate/values.yaml");
  private static final Path PAGE = Path.of("../../docs/helm.md");

  /** {@code | `path` | `default` | meaning |}. */
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| `([^`]*)` \\| \\S.*\\|$");

  @Test
  void helmHasNothingToSayAgainstTheChart() {
    assertThat(Rendered.CHART.lint()).isEmpty();
  }

  @Test
  void theSchemaIsClosedWhereverItNamesProperties() throws IOException {
    var open = new ArrayList<String>();
    findOpen(new ObjectMapper().readTree(SCHEMA.toFile()), "", open);

    assertThat(open).isEmpty();
  }

  private static void findOpen(JsonNode schema, String path, List<String> open) {
    if (schema.has("properties") && schema.path("additionalProperties").asBoolean(true)) {
      open.add(path);
    }
    schema
        .properties()
        .forEach(entry -> findOpen(entry.getValue(), path + "/" + entry.getKey(), open));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replica: 3                                      | at '': additional properties 'replica' not allowed
          replicas: many                                  | at '/replicas': got string, want integer
          image: {tag: "v 1"}                             | at '/image/tag': 'v 1' does not match pattern
          image: {digest: abc}                            | at '/image/digest': 'abc' does not match pattern '^(sha256:[a-f0-9]{64})?$'
          watchNamespaces: [shop, shop]                   | at '/watchNamespaces': items at 0 and 1 are equal
          watchNamespaces: [Shop]                         | at '/watchNamespaces/0': 'Shop' does not match pattern
          installation: Shop                              | at '/installation': 'Shop' does not match pattern
          monitoring: {rules: {lagbytes: 3}}              | at '/monitoring/rules': additional properties 'lagbytes' not allowed
          privileges: {validationActions: [Allow]}        | at '/privileges/validationActions/0': value must be one of
          serviceAccount: {create: false}                 | serviceAccount.create is false: serviceAccount.name must name one that exists
          """)
  void aValueThatIsWrongIsRefusedByName(String values, String message) {
    assertThatThrownBy(() -> Rendered.with(values))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void thePageHasEachValueWithItsDefault() throws IOException {
    var values = new KubernetesSerialization().unmarshal(Files.readString(VALUES), JsonNode.class);
    var leaves = new LinkedHashMap<String, String>();
    findLeaves(values, "", leaves);

    Map<String, String> documented =
        Files.readAllLines(PAGE).stream()
            .map(ROW::matcher)
            .filter(row -> row.matches())
            .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

    assertThat(documented).isNotEmpty().isEqualTo(leaves);
  }

  private static void findLeaves(JsonNode value, String path, Map<String, String> leaves) {
    if (value.isObject() && !value.isEmpty()) {
      value
          .properties()
          .forEach(
              entry ->
                  findLeaves(
                      entry.getValue(),
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      leaves));
    } else {
      leaves.put(path, value.toString());
    }
  }
}
