package dev.headgate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No reference escapes the policies because it came later than they. */
class CheckedReferencesTest {

  @ParameterizedTest
  @ValueSource(strings = {"sinks", "relations", "connections"})
  void everyReferenceThatASpecCanHoldIsInThePolicy(String resource) {
    var rendered = Rendered.byDefault();
    var references = new ArrayList<String>();
    find(spec(rendered, resource), "object.spec", references);
    var policy = policy(rendered, resource);

    assertThat(references)
        .isNotEmpty()
        .allSatisfy(reference -> assertThat(policy).contains(reference + ".name"));
  }

  /** A reference is an object with a name and nothing else. */
  private static void find(JSONSchemaProps schema, String path, List<String> references) {
    if (schema.getProperties() == null) {
      return;
    }
    if (schema.getProperties().keySet().equals(Set.of("name"))) {
      references.add(path);
    }
    schema
        .getProperties()
        .forEach((name, property) -> find(property, path + "." + name, references));
  }

  private static JSONSchemaProps spec(Rendered rendered, String resource) {
    return rendered.all(CustomResourceDefinition.class).stream()
        .filter(d -> d.getSpec().getNames().getPlural().equals(resource))
        .map(d -> d.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema())
        .map(schema -> schema.getProperties().get("spec"))
        .findFirst()
        .orElseThrow();
  }

  private static String policy(Rendered rendered, String resource) {
    return rendered.all(ValidatingAdmissionPolicy.class).stream()
        .filter(p -> p.getMetadata().getName().equals("headgate-" + resource))
        .flatMap(
            p ->
                Stream.concat(
                    p.getSpec().getVariables().stream().map(Variable::getExpression),
                    p.getSpec().getValidations().stream().map(Validation::getExpression)))
        .collect(Collectors.joining("\n"));
  }
}
