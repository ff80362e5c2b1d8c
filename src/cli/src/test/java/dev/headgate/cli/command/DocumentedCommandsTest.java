package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class DocumentedCommandsTest {

  private static final Path PAGE = Path.of("../../docs/cli.md");

  private static final String BEGIN = "<!-- made from the commands -->\n";
  private static final String END = "\n<!-- end of what is made from the commands -->";

  @Test
  void thePageTellsEachCommandAsItIs() throws IOException {
    var nowhere = new PrintWriter(Writer.nullWriter());
    var around = new Surroundings(nowhere, nowhere, Clock.systemUTC(), false);
    var generated = CommandReference.of(Commands.of(around));
    var page = Files.readString(PAGE);
    int start = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (Boolean.getBoolean("headgate.docs.write")) {
      page = page.substring(0, start) + generated + page.substring(end);
      Files.writeString(PAGE, page);
      end = page.indexOf(END);
    }

    assertThat(page.substring(start, end))
        .as("docs/cli.md; -Dheadgate.docs.write=true writes it anew")
        .isEqualTo(generated);
  }
}
