package dev.headgate.dataflow.deadletter;

import dev.headgate.dataflow.row.ColumnText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cuts off the longest texts of a row, so that short ones, a key most likely, stay whole. */
final class CutOff {

  private CutOff() {}

  /** The row with texts that take at most {@code bytes} in JSON, the shortest first. */
  static List<ColumnText> to(long bytes, List<ColumnText> row) {
    var cut = new ArrayList<>(row);
    long left = bytes;
    var shortestFirst =
        IntStream.range(0, row.size())
            .filter(i -> row.get(i).text().isPresent())
            .boxed()
            .sorted(Comparator.comparingInt(i -> row.get(i).text().get().length()))
            .toList();
    for (int done = 0; done < shortestFirst.size(); done++) {
      int i = shortestFirst.get(done);
      var column = row.get(i);
      var text = Utf8.prefix(column.text().get(), left / (shortestFirst.size() - done));
      left -= Utf8.escapedLength(text);
      cut.set(i, new ColumnText(column.name(), Optional.of(text), column.unchanged()));
    }
    return cut;
  }
}
