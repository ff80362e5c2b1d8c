package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Generates the definitions in {@code crds/} from the types. */
final class Definitions {

  private static final String FIRST_LINE = "# Generated from the types in src/api; do not edit.\n";

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(Connection.class, Relation.class, Sink.class);

  private Definitions() {}

  /** The text of each definition, by file name. */
  static SortedMap<String, String> generate(Path scratch) {
    new CRDGenerator()
        .inOutputDir(scratch.toFile())
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata definition, String version) {
                finish((CustomResourceDefinition) definition);
                return definition;
              }
            })
        .customResourceClasses(KINDS)
        .forCRDVersions("v1")
        .generate();
    try (Stream<Path> files = Files.list(scratch)) {
      var texts = new TreeMap<String, String>();
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace("-v1.yml", ".yaml");
        texts.put(name, FIRST_LINE + Files.readString(file).replaceFirst("^# Generated.*\n", ""));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the generator cannot be told by annotations. */
  private static void finish(CustomResourceDefinition definition) {
    definition.getSpec().getNames().setCategories(List.of("headgate"));
    for (var version : definition.getSpec().getVersions()) {
      var declared =
          Stream.of(kind(definition).getAnnotationsByType(AdditionalPrinterColumn.class))
              .map(AdditionalPrinterColumn::name)
              .toList();
      version.setAdditionalPrinterColumns(
          version.getAdditionalPrinterColumns().stream()
              .sorted(Comparator.comparing(column -> declared.indexOf(column.getName())))
              .toList());
      finish(version.getSchema().getOpenAPIV3Schema());
    }
  }

  private static Class<?> kind(CustomResourceDefinition definition) {
    return KINDS.stream()
        .filter(kind -> kind.getSimpleName().equals(definition.getSpec().getNames().getKind()))
        .findFirst()
        .orElseThrow();
  }

  private static void finish(JSONSchemaProps root) {
    // A resource without spec would not reach the rules of its members.
    root.setRequired(List.of("spec"));
    statesEachRuleOnce(root);
    // Else tools take a resource that the operator has not looked at for one that is done.
    root.getProperties()
        .get("status")
        .setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
    // One condition of each type, so that an apply by another writer merges instead of replacing.
    var conditions = root.getProperties().get("status").getProperties().get("conditions");
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    conditions.getItems().getSchema().setRequired(List.of("type", "status"));
    var postgres = root.getProperties().get("spec").getProperties().get("postgres");
    if (postgres != null && postgres.getProperties().containsKey("columns")) {
      // A text or an object: no structural schema can say so, the operator judges it.
      postgres
          .getProperties()
          .get("columns")
          .getItems()
          .setSchema(
              new JSONSchemaPropsBuilder().withXKubernetesPreserveUnknownFields(true).build());
    }
  }

  /** Of a record's member the generator finds a rule twice: at the field and at the accessor. */
  private static void statesEachRuleOnce(JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(Definitions::statesEachRuleOnce);
    }
  }
}
