package dev.headgate.dataflow.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.deadletter.DeadLetter.Operation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.row.ColumnText;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class DeadLetterJsonTest {

  private static final int PLENTY = 1 << 20;

  private final DeadLetterJson json = new DeadLetterJson();

  @Example
  void aLetterTellsWhereFromWhatWhyAndTheRow() {
    var letter =
        letter(
            Operation.UPDATE,
            OptionalInt.of(-1),
            column("id", "17"),
            new ColumnText("note", Optional.empty(), false),
            new ColumnText("big", Optional.empty(), true),
            column("d", "a \"quoted\"\n\\ žluť"));

    assertThat(new String(json.write(letter, PLENTY), UTF_8))
        .isEqualTo(
            "{\"relation\":\"matview-1\",\"table\":\"public.orders\",\"operation\":\"update\","
                + "\"lsn\":\"1/2A\",\"xid\":4294967295,\"reason\":\"because\","
                + "\"row\":{\"id\":\"17\",\"note\":null,\"d\":\"a \\\"quoted\\\"\\n\\\\ žluť\"},"
                + "\"unchanged\":[\"big\"]}");
  }

  @Example
  void theLongestTextsAreCutOffAndTheirLengthIsTold() {
    var letter =
        letter(
            Operation.SNAPSHOT,
            OptionalInt.empty(),
            column("long", "ž".repeat(500)),
            column("id", "17"),
            column("short", "whole"));

    var text = new String(json.write(letter, 300), UTF_8);

    assertThat(text.getBytes(UTF_8)).hasSizeBetween(200, 300);
    assertThat(text)
        .contains("\"id\":\"17\"", "\"short\":\"whole\"", "\"long\":\"žžžž")
        .endsWith("\"truncated\":{\"long\":1000}}");
  }

  @Property
  void noLetterIsLargerThanAllowed(
      @ForAll @Size(min = 1, max = 5) List<@NotEmpty String> texts,
      @ForAll @IntRange(min = 400, max = 2_000) int most) {
    var columns = new ColumnText[texts.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column("c" + i, texts.get(i).repeat(10).replaceAll("[\\uD800-\\uDFFF]", "?"));
    }

    assertThat(json.write(letter(Operation.INSERT, OptionalInt.of(1), columns), most))
        .hasSizeLessThanOrEqualTo(most);
  }

  private static ColumnText column(String name, String text) {
    return new ColumnText(name, Optional.of(text), false);
  }

  private static DeadLetter letter(Operation operation, OptionalInt xid, ColumnText... row) {
    return new DeadLetter(
        "matview-1",
        new TableName("public", "orders"),
        operation,
        new Timestamp(0x1_0000_002AL),
        xid,
        "because",
        List.of(row));
  }
}
