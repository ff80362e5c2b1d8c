package dev.headgate.dataflow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What becomes of a try, for every step and everything that may happen in it. */
class FatesTest {

  private static final Path DOCUMENT = Path.of("../../docs/cutover.md");

  @Test
  void documentSaysWhatBecomesOfATryInEveryStepWhateverHappens() throws Exception {
    var text = Files.readString(DOCUMENT);
    int start = text.indexOf("| what happens | in |");
    int end = text.indexOf("\n\n", start) + 1;
    var table = Fates.markdown();
    if (Boolean.getBoolean("headgate.docs.write")) {
      text = text.substring(0, start) + table + text.substring(end);
      Files.writeString(DOCUMENT, text);
      end = text.indexOf("\n\n", start) + 1;
    }

    assertThat(text.substring(start, end))
        .as("docs/cutover.md; -Dheadgate.docs.write=true writes it anew")
        .isEqualTo(table);
  }
}
