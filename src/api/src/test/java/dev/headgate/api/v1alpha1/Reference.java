package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that tells each field of each kind, made from the definitions. */
final class Reference {

  private static final String HEAD =
      """
      # Reference

      Every field of every kind, generated from the types in `src/api`. [Resources](resources.md) says
      what they mean together, and what to do about each reason of a condition. Fields in bold must be
      given where what they are in is given. `[]` stands for each item of a list. What a rule refuses is
      refused with the words that are quoted.
      """;

  private final StringBuilder text = new StringBuilder(HEAD);

  private Reference() {}

  static String of(Collection<CustomResourceDefinition> definitions) {
    var reference = new Reference();
    definitions.forEach(reference::kind);
    return reference.text.toString();
  }

  private void kind(CustomResourceDefinition definition) {
    var version = definition.getSpec().getVersions().getFirst();
    text.append(
        """

        ## %s

        `apiVersion: %s/%s`
        """
            .formatted(
                definition.getSpec().getNames().getKind(),
                definition.getSpec().getGroup(),
                version.getName()));
    var root = version.getSchema().getOpenAPIV3Schema();
    rules(root.getXKubernetesValidations())
        .ifPresent(r -> text.append("\n").append(r).append("\n"));
    table("spec", root, true);
    table("status", root, false);
  }

  private void table(String part, JSONSchemaProps root, boolean written) {
    var schema = root.getProperties().get(part);
    text.append("\n### %s `%s`\n\n".formatted(written ? "What you write:" : "What it says:", part));
    rules(schema.getXKubernetesValidations()).ifPresent(r -> text.append(r).append("\n\n"));
    text.append(
        written
            ? "| field | type | default | what it is |\n|---|---|---|---|\n"
            : "| field | type | what it is |\n|---|---|---|\n");
    for (var field : fields("", schema)) {
      text.append(written ? field.writtenRow() : field.readRow());
    }
  }

  private static List<Field> fields(String prefix, JSONSchemaProps schema) {
    var fields = new ArrayList<Field>();
    properties(schema)
        .forEach(
            (name, property) -> {
              boolean required =
                  Optional.ofNullable(schema.getRequired()).orElse(List.of()).contains(name);
              var path = prefix + name;
              fields.add(new Field(path, property, required));
              fields.addAll(fields(path + ".", property));
              item(property).ifPresent(item -> fields.addAll(fields(path + "[].", item)));
            });
    return fields;
  }

  private static Map<String, JSONSchemaProps> properties(JSONSchemaProps schema) {
    return Optional.ofNullable(schema.getProperties()).orElse(Map.of());
  }

  private static Optional<JSONSchemaProps> item(JSONSchemaProps schema) {
    return Optional.ofNullable(schema.getItems()).map(items -> items.getSchema());
  }

  private static Optional<String> rules(List<ValidationRule> rules) {
    return Optional.ofNullable(rules)
        .filter(some -> !some.isEmpty())
        .map(
            some ->
                some.stream()
                    .map(rule -> "Rule: \"%s\".".formatted(rule.getMessage()))
                    .collect(Collectors.joining(" ")));
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  /**
   * A line of a table.
   *
   * @param path from {@code spec} or {@code status} on
   */
  private record Field(String path, JSONSchemaProps schema, boolean required) {

    String writtenRow() {
      return "| %s | %s | %s | %s |\n"
          .formatted(
              required ? "**`%s`**".formatted(path) : "`%s`".formatted(path),
              type(schema),
              standard().map("`%s`"::formatted).orElse(""),
              cell(description()));
    }

    String readRow() {
      return "| `%s` | %s | %s |\n".formatted(path, type(schema), cell(description()));
    }

    private Optional<String> standard() {
      return Optional.ofNullable(schema.getDefault())
          .map(node -> node.isTextual() ? node.asText() : node.toString());
    }

    private String description() {
      return Stream.of(
              Optional.ofNullable(schema.getDescription()).map(Reference::sentence),
              range(),
              rules(schema.getXKubernetesValidations()))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(" "));
    }

    private Optional<String> range() {
      if (schema.getMinimum() == null && schema.getMaximum() == null) {
        return Optional.empty();
      }
      var from = Optional.ofNullable(schema.getMinimum()).map(min -> "from %.0f".formatted(min));
      var to = Optional.ofNullable(schema.getMaximum()).map(max -> "up to %.0f".formatted(max));
      var range = Stream.of(from, to).flatMap(Optional::stream).collect(Collectors.joining(" "));
      return Optional.of(range.substring(0, 1).toUpperCase(Locale.ROOT) + range.substring(1) + ".");
    }

    private static String type(JSONSchemaProps schema) {
      if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
        return schema.getEnum().stream()
            .map(JsonNode::asText)
            .map("`%s`"::formatted)
            .collect(Collectors.joining(", "));
      }
      if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
        return "text or object";
      }
      return switch (schema.getType()) {
        case "array" -> "list of " + item(schema).map(Field::type).orElse("anything");
        case "object" ->
            schema.getAdditionalProperties() == null
                ? "object"
                : "map of " + type(schema.getAdditionalProperties().getSchema());
        case "string" -> "text";
        default -> schema.getType();
      };
    }

    private static String cell(String text) {
      return text.replace("|", "\\|").replace("\n", " ");
    }
  }
}
