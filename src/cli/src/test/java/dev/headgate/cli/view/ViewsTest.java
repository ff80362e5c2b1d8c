package dev.headgate.cli.view;

import static dev.headgate.cli.Fixtures.pod;
import static dev.headgate.cli.Fixtures.relation;
import static dev.headgate.cli.Fixtures.sink;
import static dev.headgate.cli.Golden.assertThatIsGolden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.cli.Fixtures;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How everything looks, in every state of a Sink. */
class ViewsTest {

  private static final Ages AGES = new Ages(Fixtures.NOW);

  private static final Map<String, Relation> RELATIONS =
      Map.of("matview-1", relation("matview-1"), "matview-2", relation("matview-2"));

  private static final List<Sink> SINKS =
      Stream.of("created", "running", "catching-up", "completed", "failed", "paused", "stalled")
          .map(Fixtures::sink)
          .toList();

  @Test
  void sinksAreListedWithKubectlsColumns() {
    assertThatIsGolden("sinks.txt", new SinkTable(AGES, false, false).of(SINKS));
  }

  @Test
  void sinksAreListedWideAndWithTheirNamespaces() {
    assertThatIsGolden("sinks-wide.txt", new SinkTable(AGES, true, true).of(SINKS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "created",
        "running",
        "preparing",
        "catching-up",
        "awaiting-promotion",
        "verifying",
        "completed",
        "failed",
        "refreshing",
        "stalled"
      })
  void aSinkIsATree(String state) {
    assertThatIsGolden("tree/" + state + ".txt", tree(state, RELATIONS, List.of(pod("pod"))));
  }

  @Test
  void aTreeSaysWhatIsNotThere() {
    assertThatIsGolden("tree/nothing-there.txt", tree("catching-up", Map.of(), List.of()));
  }

  @Test
  void aTreeSaysThatPodsMayNotBeRead() {
    var tree = new SinkTree(sink("running"), RELATIONS, Optional.empty(), AGES).text();

    assertThat(tree).endsWith("└─ worker: you may not list pods in this namespace\n");
  }

  @Test
  void aTreeShowsEachPodAndWhatItWaitsFor() {
    assertThatIsGolden(
        "tree/two-pods.txt", tree("running", RELATIONS, List.of(pod("pod-waiting"), pod("pod"))));
  }

  @Test
  void historyIsATable() {
    assertThatIsGolden(
        "history.txt", new HistoryTable(AGES).of(sink("completed").getStatus().history()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"awaiting-promotion", "awaiting-promotion-estimated"})
  void aPreviewTellsFieldsVerdictsAndKeys(String state) {
    var cutover = sink(state).getStatus().cutover();

    assertThatIsGolden(
        "diff/" + state + ".txt", new PreviewText(AGES).of(cutover, cutover.preview()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "created",
        "running",
        "preparing",
        "awaiting-promotion",
        "failed",
        "completed",
        "stalled",
        "paused"
      })
  void aSinkIsExplained(String state) {
    assertThatIsGolden("explain/" + state + ".txt", new Explanation(AGES).of(sink(state)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void aSinkAsADocumentIsWhatTheServerHas(Format format) {
    assertThatIsGolden(
        "sink." + format,
        new Documents().of(format, Documents.shown(Fixtures.object("completed"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void sinksAsADocumentAreAList(Format format) {
    assertThatIsGolden(
        "sinks." + format,
        new Documents().of(format, Documents.list(List.of(Fixtures.object("created")))));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s", "PT119S, 119s", "PT2M, 2m", "PT9M59S, 9m59s", "PT10M59S, 10m", "PT179M, 179m",
    "PT3H5M, 3h5m", "PT8H5M, 8h", "PT47H, 47h", "P2DT3H, 2d3h", "P8DT3H, 8d", "P800D, 2y70d",
    "P4000D, 10y", "PT-5S, 0s"
  })
  void agesAreKubectls(Duration duration, String age) {
    assertThat(Ages.text(duration)).isEqualTo(age);
  }

  @ParameterizedTest
  @CsvSource({
    "0/10, 0/20, 16 B",
    "0/0, 0/600, 1.5 KiB",
    "0/FFFFFFFF, 1/0, 1 B",
    "0/20, 0/10, 0 B",
    "0/0, 4/0, 16.0 GiB"
  })
  void distancesOfPositionsAreBytes(String behind, String ahead, String bytes) {
    assertThat(Lsn.bytes(Lsn.distance(behind, ahead).orElseThrow())).isEqualTo(bytes);
  }

  private static String tree(String state, Map<String, Relation> relations, List<Pod> pods) {
    return new SinkTree(sink(state), relations, Optional.of(pods), AGES).text();
  }
}
