package dev.headgate.postgres.preview;

import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.relation.SqlIdentifiers;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.RowSchema;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The statement that compares two relations. Its rows are of two sorts: {@code (kind, count, null)}
 * for each kind of key that there is, and {@code (kind, null, key)} for some keys of each kind but
 * the kind NULL, which is that of keys that are alike.
 *
 * <p>What differs is first kept as a whole, on disk if it is much, so that memory does not grow
 * with it.
 *
 * @param from what is shown now
 * @param to what would be; its key has the same schema
 * @param oneIn 1: all keys; n: one key in n, the same keys on both sides
 * @param samples how many keys of each kind to name
 */
record ComparisonQuery(SinkPlan from, SinkPlan to, int oneIn, int samples) {

  static final String STALE = "stale";
  static final String MISSING = "missing";
  static final String ORPHAN = "orphan";

  /** As many characters of a key's column are read; more would only be cut off later. */
  static final int KEY_CHARACTERS = 65;

  String sql() {
    return """
    WITH difference (d) AS MATERIALIZED (
      SELECT CASE
        WHEN o.found IS NULL THEN %s
        WHEN n.found IS NULL THEN %s
        WHEN %s THEN %s
      END
      FROM (%s) o FULL JOIN (%s) n ON %s)
    SELECT d[1], count(*), NULL::text[] FROM difference GROUP BY d[1]
    %s\
    """
        .formatted(
            found(MISSING, to, "n"),
            found(ORPHAN, from, "o"),
            differs(),
            found(STALE, to, "n"),
            rows(from),
            rows(to),
            sameKey(),
            Stream.of(STALE, MISSING, ORPHAN).map(this::named).collect(Collectors.joining("\n")));
  }

  private String named(String kind) {
    return "UNION ALL (SELECT d[1], NULL, d[2:] FROM difference WHERE d[1] = '%s' LIMIT %d)"
        .formatted(kind, samples);
  }

  private static String found(String kind, SinkPlan plan, String side) {
    return keys(plan, side + ".")
        .map(key -> "left(%s, %d)".formatted(key, KEY_CHARACTERS))
        .collect(Collectors.joining(", ", "ARRAY['%s', ".formatted(kind), "]"));
  }

  /** Its columns are {@code k0, k1, ...} and {@code v0, v1, ...}, and {@code found}, never NULL. */
  private String rows(SinkPlan plan) {
    return "SELECT ctid AS found, %s, %s FROM ONLY %s%s"
        .formatted(
            columns("k", plan.key()),
            columns("v", plan.value()),
            plan.table().name().toSql(),
            oneIn == 1 ? "" : " WHERE " + isInSample(plan));
  }

  private static String columns(String prefix, Projection projection) {
    var sources = projection.sources();
    return IntStream.range(0, sources.size())
        .mapToObj(i -> "%s AS %s%d".formatted(SqlIdentifiers.quote(sources.get(i)), prefix, i))
        .collect(Collectors.joining(", "));
  }

  /** By the key alone, so that a key is in the sample on both sides or on none. */
  private String isInSample(SinkPlan plan) {
    var columns = plan.key().schema().columns();
    var sources = plan.key().sources();
    var keys =
        IntStream.range(0, columns.size())
            .mapToObj(
                i -> CanonicalText.of(columns.get(i).type(), SqlIdentifiers.quote(sources.get(i))));
    return "hashtextextended(concat_ws(',', %s) COLLATE \"C\", 0) %% %d = 0"
        .formatted(keys.collect(Collectors.joining(", ")), oneIn);
  }

  private String sameKey() {
    var old = keys(from, "o.").toList();
    var next = keys(to, "n.").toList();
    return IntStream.range(0, old.size())
        .mapToObj(i -> "%s = %s".formatted(old.get(i), next.get(i)))
        .collect(Collectors.joining(" AND "));
  }

  private static Stream<String> keys(SinkPlan plan, String side) {
    var columns = plan.key().schema().columns();
    return IntStream.range(0, columns.size())
        .mapToObj(i -> CanonicalText.of(columns.get(i).type(), "%sk%d".formatted(side, i)));
  }

  /** Over the columns that both have by name, but for those of the key, which are equal. */
  private String differs() {
    var old = from.value().schema().columns();
    var names = to.value().schema().names();
    var key = from.key().schema().names();
    var differences =
        IntStream.range(0, old.size())
            .filter(i -> names.contains(old.get(i).name()) && !key.contains(old.get(i).name()))
            .mapToObj(i -> differs(i, old, names.indexOf(old.get(i).name())))
            .toList();
    return differences.isEmpty() ? "false" : String.join(" OR ", differences);
  }

  private String differs(int i, List<RowSchema.Column> old, int j) {
    return "%s IS DISTINCT FROM %s"
        .formatted(
            CanonicalText.of(old.get(i).type(), "o.v%d".formatted(i)),
            CanonicalText.of(to.value().schema().columns().get(j).type(), "n.v%d".formatted(j)));
  }
}
