package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What a relation shows. It never changes: a new definition is a new Relation.
 *
 * @param postgres a table of a PostgreSQL database
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RelationSpec(
    @Required @JsonPropertyDescription("A table of a PostgreSQL database") Postgres postgres) {

  /**
   * A table, or some of its columns.
   *
   * @param connection to the database
   * @param table {@code schema.name}, quoted as in SQL where needed; without a schema, {@code
   *     public}
   * @param columns what to show, each the name of a column or {@code {name, column}}, where {@code
   *     name} is the name it gets; absent: all columns that the table has when it is first found
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Postgres(
      @Required @JsonPropertyDescription("Connection to the database") LocalReference connection,
      @Required
          @Size(min = 1, max = 300)
          @JsonPropertyDescription(
              "schema.name, double-quoted as in SQL where needed; without a schema, public")
          String table,
      @Size(min = 1, max = 1600)
          @JsonPropertyDescription(
              "Columns to show, in order: each the name of a column, or {name, column} to show"
                  + " column under another name. Absent: all that the table has when it is first"
                  + " found")
          List<JsonNode> columns) {}
}
