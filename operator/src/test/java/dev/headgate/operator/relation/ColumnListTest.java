package dev.headgate.operator.relation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.operator.status.Resolved;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnListTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aColumnIsANameOrAnObject() throws JsonProcessingException {
    var columns =
        parse(
            """
            ["key_col", {"name": "tier", "column": "Level"}, {"name": "note"}]\
            """);

    assertThat(columns.toOptional())
        .contains(
            List.of(
                new Column("key_col", "key_col"),
                new Column("tier", "Level"),
                new Column("note", "note")));
  }

  @Test
  void oneColumnMayBeShownUnderTwoNames() throws JsonProcessingException {
    var columns =
        parse(
            """
            ["id", {"name": "key", "column": "id"}]\
            """);

    assertThat(columns.toOptional()).contains(List.of(Column.same("id"), new Column("key", "id")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [7]                                     | spec.postgres.columns[0]: 7 is not a column: write its name, or {name, column}
          ["id", null]                            | spec.postgres.columns[1]: null is not a column: write its name, or {name, column}
          [["id"]]                                | spec.postgres.columns[0]: ["id"] is not a column: write its name, or {name, column}
          [" "]                                   | spec.postgres.columns[0]: the name is blank: write that of a column
          [{"name": "tier", "expression": "1"}]   | spec.postgres.columns[0]: expressions are not supported yet: show a plain column as {name, column}
          [{"name": "tier", "type": 1, "as": "x"}]| spec.postgres.columns[0]: unknown member as, type: write {name, column}
          [{"column": "id"}]                      | spec.postgres.columns[0]: there is no name: write {name, column}
          [{"name": 1}]                           | spec.postgres.columns[0].name: 1 is not a name: write that of a column, in quotes
          [{"name": "tier", "column": ""}]        | spec.postgres.columns[0].column: the name is blank: write that of a column
          ["id", {"name": "id", "column": "a"}]   | spec.postgres.columns[1]: there is a column "id" already: give this one a name of its own as {name, column}
          """)
  void anythingElseIsRefused(String list, String message) throws JsonProcessingException {
    assertThat(parse(list)).isEqualTo(Resolved.missing(ColumnList.INVALID_COLUMNS, message));
  }

  @Test
  void allProblemsAreToldAtOnce() throws JsonProcessingException {
    assertThat(parse("[1, \"id\", {}]"))
        .isEqualTo(
            Resolved.missing(
                ColumnList.INVALID_COLUMNS,
                """
                spec.postgres.columns[0]: 1 is not a column: write its name, or {name, column}
                spec.postgres.columns[2]: there is no name: write {name, column}\
                """));
  }

  private static Resolved<List<Column>> parse(String list) throws JsonProcessingException {
    return ColumnList.parse(List.of(JSON.readValue(list, JsonNode[].class)));
  }
}
