package dev.headgate.cli.sql;

import static dev.headgate.cli.Golden.assertThatIsGolden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.cli.sql.Statement.AlterSink;
import dev.headgate.cli.sql.Statement.DropSink;
import dev.headgate.cli.sql.Statement.Equals;
import dev.headgate.cli.sql.Statement.SelectStatuses;
import dev.headgate.cli.sql.Statement.ShowCreateSink;
import dev.headgate.cli.sql.Statement.ShowSinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParserTest {

  @Test
  void alterSinkIsUnderstood() {
    assertThat(Parser.parse("ALTER SINK avro_sink SET FROM matview_2;"))
        .containsExactly(new AlterSink(SqlName.of("avro_sink"), false, SqlName.of("matview_2")));
    assertThat(Parser.parse("alter sink if exists shop.avro_sink set from shop.matview_2"))
        .containsExactly(
            new AlterSink(
                new SqlName(Optional.of("shop"), "avro_sink"),
                true,
                new SqlName(Optional.of("shop"), "matview_2")));
  }

  @Test
  void dropSinkIsUnderstood() {
    assertThat(Parser.parse("DROP SINK avro_sink"))
        .containsExactly(new DropSink(List.of(SqlName.of("avro_sink")), false));
    assertThat(Parser.parse("DROP SINK IF EXISTS a, b CASCADE"))
        .containsExactly(new DropSink(List.of(SqlName.of("a"), SqlName.of("b")), true));
  }

  @Test
  void showIsUnderstood() {
    assertThat(Parser.parse("SHOW SINKS; SHOW SINKS FROM shop LIKE 'avro%'; SHOW CREATE SINK a"))
        .containsExactly(
            new ShowSinks(Optional.empty(), Optional.empty()),
            new ShowSinks(Optional.of(SqlName.of("shop")), Optional.of("avro%")),
            new ShowCreateSink(SqlName.of("a")));
  }

  @Test
  void selectIsUnderstood() {
    assertThat(Parser.parse("SELECT * FROM mz_internal.mz_sink_statuses"))
        .containsExactly(new SelectStatuses(List.of(), List.of()));
    assertThat(
            Parser.parse(
                "SELECT name, error FROM mz_internal.mz_sink_statuses WHERE status = 'stalled' AND"
                    + " name = 'it''s'"))
        .containsExactly(
            new SelectStatuses(
                List.of("name", "error"),
                List.of(new Equals("status", "stalled"), new Equals("name", "it's"))));
  }

  @Test
  void commentsAndLineBreaksMeanNothing() {
    assertThat(Parser.parse("-- a\nALTER SINK a /* b; */\n  SET FROM b -- c"))
        .containsExactly(new AlterSink(SqlName.of("a"), false, SqlName.of("b")));
  }

  /** Each statement of the file is no statement; what is said of each is golden. */
  @Test
  void whatIsNotUnderstoodIsShownWithItsPlace() throws IOException {
    var text = new StringBuilder();
    for (var sql : statements("not-understood.sql")) {
      text.append(sql).append("\n");
      assertThatThrownBy(() -> Parser.parse(sql))
          .as(sql)
          .isInstanceOf(SqlSyntaxException.class)
          .satisfies(e -> text.append(e.getMessage()).append("\n\n"));
    }
    assertThatIsGolden("sql/not-understood.txt", text.toString());
  }

  static List<String> statements(String file) throws IOException {
    var all = Files.readString(Path.of("src/test/resources/sql", file));
    return List.of(all.strip().split("\n\n", -1));
  }

  @Test
  void likeIsSqls() {
    assertThat(Like.matches("avro%", "avro_sink")).isTrue();
    assertThat(Like.matches("avro\\_sink", "avro_sink")).isTrue();
    assertThat(Like.matches("avro\\_sink", "avroXsink")).isFalse();
    assertThat(Like.matches("a_b", "a.b")).isTrue();
    assertThat(Like.matches("a.b", "axb")).isFalse();
  }
}
