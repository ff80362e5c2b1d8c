package dev.headgate.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/resources.md} names every reason that a condition can show, and no other. */
class DocumentedReasonsTest {

  private static final Path CODE = Path.of("src/main/java/dev/headgate/operator");

  /** Where conditions are made. */
  private static final List<String> PACKAGES = List.of("connection", "relation", "sink", "status");

  private static final Pattern WORD = Pattern.compile("\"([A-Z][a-z]+(?:[A-Z][a-z]*)*)\"");

  /**
   * Words of that form in the code that are no reasons: conditions, and what others call theirs.
   */
  private static final Set<String> OTHER_WORDS =
      Set.of(
          "Ready",
          "Reconciling",
          "RelationResolved",
          "WorkerAvailable",
          "CutoverComplete",
          "Suspended",
          "ApplicationName",
          "ContainerCreating",
          "PodInitializing",
          "True",
          "False",
          "Unknown");

  @Test
  void everyReasonIsInATableAndNoOther() throws IOException {
    assertThat(documented()).isNotEmpty().isEqualTo(inCode());
  }

  private static Set<String> inCode() throws IOException {
    var found = new TreeSet<String>();
    for (var name : PACKAGES) {
      try (Stream<Path> sources = Files.walk(CODE.resolve(name))) {
        for (var source : sources.filter(s -> s.toString().endsWith(".java")).toList()) {
          WORD.matcher(Files.readString(source))
              .results()
              .map(word -> word.group(1))
              .filter(word -> !OTHER_WORDS.contains(word))
              .forEach(found::add);
        }
      }
    }
    return withoutSteps(found);
  }

  /** Which are reasons of CutoverComplete, and told as what they are. */
  private static Set<String> withoutSteps(Set<String> words) {
    Stream.of(Step.values()).map(Step::name).forEach(words::remove);
    return words;
  }

  /** The first cells of all tables of reasons, and what stands below the Sink's. */
  private static Set<String> documented() throws IOException {
    var lines = Files.readAllLines(Path.of("../docs/resources.md"));
    var reasons = new TreeSet<String>();
    boolean inTable = false;
    for (var line : lines) {
      inTable = line.startsWith("| reason of ") || inTable && line.startsWith("|");
      if (inTable && !line.startsWith("| reason of ")) {
        reasons.addAll(words(line.split("\\|", 3)[1]));
      }
    }
    var others =
        lines.stream()
            .dropWhile(line -> !line.startsWith("The reasons of the other conditions"))
            .takeWhile(line -> !line.isBlank())
            .collect(Collectors.joining(" "));
    reasons.addAll(words(others));
    reasons.removeAll(OTHER_WORDS);
    return withoutSteps(reasons);
  }

  private static Set<String> words(String text) {
    return Pattern.compile("`([A-Za-z]+)`")
        .matcher(text)
        .results()
        .map(word -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
