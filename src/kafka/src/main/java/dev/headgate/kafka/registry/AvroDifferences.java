package dev.headgate.kafka.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaParseException;

/**
 * What Avro's own rules have against a schema, field by field. Some registries say of two schemas
 * only that they do not fit.
 */
final class AvroDifferences {

  private static final Pattern FIELD = Pattern.compile("^/fields/(\\d+)(/|$)");

  private AvroDifferences() {}

  /**
   * One text for each thing that the level forbids. Empty if Avro finds nothing: a registry may
   * have rules of its own.
   */
  static List<String> of(CompatibilityLevel level, String earlier, String next) {
    try {
      var before = new Schema.Parser().parse(earlier);
      var after = new Schema.Parser().parse(next);
      var differences = new ArrayList<String>();
      if (level.nextReadsEarlier()) {
        add(
            after,
            before,
            "the new schema cannot read what was written with the published one",
            differences);
      }
      if (level.earlierReadsNext()) {
        add(before, after, "the published schema cannot read what the new one writes", differences);
      }
      return differences;
    } catch (SchemaParseException e) {
      return List.of("the published schema is no Avro: " + e.getMessage());
    }
  }

  private static void add(Schema reader, Schema writer, String which, List<String> to) {
    for (var found :
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
            .getResult()
            .getIncompatibilities()) {
      to.add(
          "%s: %s, %s (%s)"
              .formatted(place(found, reader), found.getType(), found.getMessage(), which));
    }
  }

  /** The field's name, where there is one: a location counts them. */
  private static String place(Incompatibility found, Schema reader) {
    Matcher field = FIELD.matcher(found.getLocation());
    return field.find() && reader.getType() == Schema.Type.RECORD
        ? "field " + reader.getFields().get(Integer.parseInt(field.group(1))).name()
        : found.getLocation();
  }
}
