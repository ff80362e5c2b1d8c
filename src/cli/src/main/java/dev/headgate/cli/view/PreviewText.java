package dev.headgate.cli.view;

import dev.headgate.api.v1alpha1.CutoverPreview;
import dev.headgate.api.v1alpha1.CutoverPreview.Counted;
import dev.headgate.api.v1alpha1.SinkStatus;
import java.util.List;
import java.util.Optional;

/** {@code diff}: what a cutover would come to. */
public record PreviewText(Ages ages) {

  public String of(SinkStatus.Cutover cutover, CutoverPreview preview) {
    var text =
        new StringBuilder(
            "Cutover %s, %s to %s, %s, as looked at %s ago.%n"
                .formatted(
                    cutover.id(),
                    cutover.from(),
                    cutover.to(),
                    cutover.step(),
                    ages.since(preview.at()))
                .replace(System.lineSeparator(), "\n"));
    text.append("\nFields of the key:\n").append(fields(preview.keySchema()));
    text.append("\nFields of the value:\n").append(fields(preview.valueSchema()));
    text.append("\nSchema registry:\n").append(registry(preview.registry()));
    text.append("\nKeys:\n").append(keys(preview));
    return text.toString();
  }

  private static String fields(List<String> lines) {
    return lines.isEmpty() ? "  no change\n" : indented(lines);
  }

  private static String registry(List<CutoverPreview.Subject> subjects) {
    if (subjects.isEmpty()) {
      return "  not asked\n";
    }
    var table = new Table("SUBJECT", "VERDICT", "REASONS");
    subjects.forEach(s -> table.row(s.subject(), s.verdict(), String.join("; ", s.reasons())));
    return indented(table.text().lines().toList());
  }

  private static String keys(CutoverPreview preview) {
    if (preview.keys() == null) {
      return "  not compared: %s\n"
          .formatted(Optional.ofNullable(preview.problem()).orElse("not yet"));
    }
    var keys = preview.keys();
    var table = new Table("SORT", "COUNT", "SAMPLES");
    row(table, "stale", keys.stale());
    row(table, "missing", keys.missing());
    row(table, "orphan", keys.orphan());
    return indented(table.text().lines().toList())
        + (keys.oneIn() != null && keys.oneIn() > 1
            ? "  About %d keys; one in %d was compared, so counts are estimates.\n"
                .formatted(keys.compared(), keys.oneIn())
            : "  All of %d keys were compared.\n".formatted(keys.compared()));
  }

  private static void row(Table table, String sort, Counted counted) {
    table.row(sort, counted.count(), String.join(", ", counted.samples()));
  }

  private static String indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line + "\n").reduce("", String::concat);
  }
}
