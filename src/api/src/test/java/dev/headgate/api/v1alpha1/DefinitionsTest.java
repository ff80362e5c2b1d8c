package dev.headgate.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {

  /** Maven runs tests in the module's own directory. */
  private static final Path CRDS = Path.of("../../crds");

  @TempDir Path scratch;

  @Test
  void definitionsInCrdsAreThoseOfTheTypes() throws IOException {
    var generated = Definitions.generate(scratch);
    if (Boolean.getBoolean("headgate.crds.write")) {
      for (var file : generated.entrySet()) {
        Files.writeString(CRDS.resolve(file.getKey()), file.getValue());
      }
    }

    var kept = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(CRDS)) {
      for (Path file : files.toList()) {
        kept.put(file.getFileName().toString(), Files.readString(file));
      }
    }

    assertThat(kept)
        .as(
            "crds/; write it anew with: mvn -B -pl src/api -am verify -Dtest=DefinitionsTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dheadgate.crds.write=true")
        .isEqualTo(generated);
  }
}
