package dev.headgate.control;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import java.io.IOException;
import java.util.Set;

/** The JSON of a relation, the same as in progress records. */
final class RelationJson {

  private static final Set<String> MEMBERS = Set.of("name", "oid", "table", "columns");
  private static final Set<String> COLUMN_MEMBERS = Set.of("name", "source");

  private RelationJson() {}

  static void write(Relation relation, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", relation.name());
    out.writeNumberField("oid", relation.oid());
    out.writeStringField("table", relation.table().toString());
    out.writeArrayFieldStart("columns");
    for (var column : relation.columns()) {
      out.writeStartObject();
      out.writeStringField("name", column.name());
      out.writeStringField("source", column.source());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static Relation read(Member json) {
    json.refuseOthersThan(MEMBERS);
    return new Relation(
        json.get("name").text(),
        json.get("oid").oid(),
        table(json.get("table")),
        json.get("columns").someElements().stream().map(RelationJson::column).toList());
  }

  private static TableName table(Member json) {
    try {
      return TableName.parse(json.text());
    } catch (IllegalArgumentException e) {
      throw json.mustBe("schema.table, in double quotes where SQL needs them");
    }
  }

  private static Relation.Column column(Member json) {
    json.refuseOthersThan(COLUMN_MEMBERS);
    return new Relation.Column(json.get("name").text(), json.get("source").text());
  }
}
