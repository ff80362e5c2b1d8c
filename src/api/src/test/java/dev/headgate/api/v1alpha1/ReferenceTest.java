package dev.headgate.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {

  private static final Path PAGE = Path.of("../../docs/reference.md");

  @TempDir Path scratch;

  @Test
  void thePageTellsTheFieldsOfTheTypes() throws IOException {
    var generated =
        Reference.of(
            Definitions.generate(scratch).values().stream()
                .map(text -> Serialization.unmarshal(text, CustomResourceDefinition.class))
                .toList());
    if (Boolean.getBoolean("headgate.docs.write")) {
      Files.writeString(PAGE, generated);
    }

    assertThat(PAGE)
        .as("docs/reference.md; -Dheadgate.docs.write=true writes it anew")
        .hasContent(generated);
  }
}
