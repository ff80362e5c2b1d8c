package dev.headgate.dataflow.plan;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.envelope.UpsertEncoder;
import dev.headgate.dataflow.relation.Table;
import dev.headgate.dataflow.row.AvroSchemas;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.ShapeMismatch;
import dev.headgate.dataflow.sink.Definition;
import java.util.List;
import org.apache.avro.Schema;

/**
 * How a sink runs: its definition, and everything that follows from it and the table.
 *
 * @param definition what was planned
 * @param table the relation's table, as it was found
 * @param key the message key
 * @param value the message value: all columns of the relation, those of the key too
 * @param warnings what may go wrong although the sink can run, for people
 */
public record SinkPlan(
    Definition definition, Table table, Projection key, Projection value, List<String> warnings) {

  public SinkPlan {
    warnings = List.copyOf(warnings);
  }

  /** The schema to register for message keys. */
  public Schema keySchema() {
    return AvroSchemas.key(key.schema());
  }

  /** The schema to register for message values. */
  public Schema valueSchema() {
    return AvroSchemas.value(value.schema());
  }

  /** The table's columns that are read, each once. */
  public List<String> columns() {
    return value.sources().stream().distinct().toList();
  }

  /** The shape of rows with {@link #columns}, as if the stream had told it. */
  public TableShape shapeOfContents() {
    return new TableShape(
        table.oid(),
        table.name(),
        'f',
        columns().stream()
            .map(name -> table.column(name).orElseThrow())
            .map(SinkPlan::told)
            .toList());
  }

  private static TableShape.Column told(Table.Column column) {
    var type = column.type().orElseThrow();
    return new TableShape.Column(column.name(), true, type.kind().oid(), type.typeModifier());
  }

  /**
   * An encoder for the table's changes.
   *
   * @param ids what the registry gave to {@link #keySchema} and {@link #valueSchema}
   * @param shape the table's rows as the stream carries them
   * @param limit how large a message may be
   * @param messages takes what is written
   * @throws ShapeMismatch if the shape does not fit the plan
   */
  public UpsertEncoder encoder(
      SchemaIds ids, TableShape shape, SizeLimit limit, MessageHandler messages) {
    return UpsertEncoder.of(key, value, ids, shape, limit, messages);
  }
}
