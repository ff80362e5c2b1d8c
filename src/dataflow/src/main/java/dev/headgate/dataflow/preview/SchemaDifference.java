package dev.headgate.dataflow.preview;

import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.preview.FieldChange.Added;
import dev.headgate.dataflow.preview.FieldChange.Changed;
import dev.headgate.dataflow.preview.FieldChange.Field;
import dev.headgate.dataflow.preview.FieldChange.Removed;
import dev.headgate.dataflow.row.AvroSchemas;
import dev.headgate.dataflow.row.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the messages' fields would change. A type that is published alike is no change: {@code
 * varchar(10)} and {@code text} for example. Nor is another order of the same fields.
 *
 * @param key fields of the key
 * @param value fields of the value
 */
public record SchemaDifference(List<FieldChange> key, List<FieldChange> value) {

  public SchemaDifference {
    key = List.copyOf(key);
    value = List.copyOf(value);
  }

  /** What is different once {@code to} is shown instead of {@code from}. */
  public static SchemaDifference between(SinkPlan from, SinkPlan to) {
    return new SchemaDifference(
        between(from.key().schema(), to.key().schema()),
        between(from.value().schema(), to.value().schema()));
  }

  private static List<FieldChange> between(RowSchema from, RowSchema to) {
    var changes = new ArrayList<FieldChange>();
    for (var before : from.columns()) {
      find(before.name(), to)
          .ifPresentOrElse(
              after -> {
                if (!publishedAlike(before, after)) {
                  changes.add(new Changed(field(before), field(after)));
                }
              },
              () -> changes.add(new Removed(field(before))));
    }
    to.columns().stream()
        .filter(after -> find(after.name(), from).isEmpty())
        .forEach(after -> changes.add(new Added(field(after))));
    return changes;
  }

  private static Optional<RowSchema.Column> find(String name, RowSchema in) {
    return in.columns().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  private static boolean publishedAlike(RowSchema.Column one, RowSchema.Column other) {
    return one.nullable() == other.nullable()
        && AvroSchemas.of(one.type()).equals(AvroSchemas.of(other.type()));
  }

  private static Field field(RowSchema.Column column) {
    return new Field(column.name(), column.type().toString(), column.nullable());
  }

  /** Whether no field changes. */
  public boolean isEmpty() {
    return key.isEmpty() && value.isEmpty();
  }
}
