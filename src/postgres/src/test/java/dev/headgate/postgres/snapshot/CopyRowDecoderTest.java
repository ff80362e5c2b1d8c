package dev.headgate.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.postgres.SourceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyRowDecoderTest {

  @Test
  void fieldsAreSeparatedByTabs() throws SourceException {
    assertThat(decode(3, "1\tü\t\n")).containsExactly("1", "ü", "");
    assertThat(decode(1, "\n")).containsExactly("");
  }

  @Test
  void escapesAreResolved() throws SourceException {
    assertThat(decode(2, "\\b\\f\\n\\r\\t\\v\\\\\tend\n"))
        .containsExactly("\b\f\n\r\t\u000B\\", "end");
  }

  @Test
  void onlyABareBackslashNIsNull() throws SourceException {
    assertThat(decode(4, "\\N\t\\\\N\tN\t\\N\n")).containsExactly(null, "\\N", "N", null);
  }

  @Test
  void aLineThatIsNotWholeIsAnError() {
    assertThatThrownBy(() -> decode(1, "")).isInstanceOf(SourceException.class);
    assertThatThrownBy(() -> decode(1, "a")).hasMessageContaining("line feed");
    assertThatThrownBy(() -> decode(1, "a\\\n")).hasMessageContaining("ends with a backslash");
    assertThatThrownBy(() -> decode(1, "a\\x\n")).hasMessageContaining("unknown escape at byte 2");
    assertThatThrownBy(() -> decode(1, "a\tb\n")).hasMessageContaining("2 columns, not 1");
  }

  private static List<String> decode(int columns, String line) throws SourceException {
    var row = new CopyRowDecoder(columns).decode(line.getBytes(StandardCharsets.UTF_8));
    var values = new ArrayList<String>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.text(i));
    }
    return values;
  }
}
