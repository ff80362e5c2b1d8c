package dev.headgate.dataflow.row;

import java.util.List;

/**
 * An output row and where it comes from: for each of its columns the table's column that it shows.
 *
 * @param schema the output row
 * @param sources names of the table's columns, in the order of the schema's columns
 */
public record Projection(RowSchema schema, List<String> sources) {

  public Projection {
    sources = List.copyOf(sources);
    if (sources.size() != schema.columns().size()) {
      throw new IllegalArgumentException(
          "%d sources for %d columns".formatted(sources.size(), schema.columns().size()));
    }
  }
}
