package dev.headgate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * A relation pinned to a table.
 *
 * @param table its qualified name
 * @param oid its OID, unsigned 32 bits
 * @param columns what is shown of it, in order
 * @param domain what makes its timestamps comparable: {@code <system identifier>/<database OID>};
 *     absent in a cutover, which never leaves the domain
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PinnedRelation(
    @Required @JsonPropertyDescription("Qualified name of the table") String table,
    @Required @JsonPropertyDescription("OID of the table") Long oid,
    @Required @JsonPropertyDescription("What is shown of it, in order") List<Column> columns,
    @JsonPropertyDescription(
            "Its database, as <system identifier>/<database OID>: relations of one can replace each"
                + " other")
        String domain) {

  public PinnedRelation {
    columns = columns == null ? List.of() : List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param name the name under which it is shown
   * @param column its name in the table
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Column(
      @Required @JsonPropertyDescription("Name under which it is shown") String name,
      @Required @JsonPropertyDescription("Name in the table") String column) {}
}
