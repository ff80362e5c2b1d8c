package dev.headgate.dataflow.contents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.envelope.SizeLimit;
import dev.headgate.dataflow.envelope.UpsertEncoder;
import dev.headgate.dataflow.relation.ColumnType;
import dev.headgate.dataflow.relation.ColumnType.Kind;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.row.Projection;
import dev.headgate.dataflow.row.RowSchema;
import dev.headgate.dataflow.row.Rows;
import dev.headgate.dataflow.time.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;

/**
 * Values that PostgreSQL prints differently and consumers cannot tell apart: {@code 2.0} and {@code
 * 2.00} of a {@code numeric(10,2)}.
 */
class EqualBytesTest {

  private static final long OLD = 1;
  private static final long NEW = 2;
  private static final RowSchema.Column K =
      new RowSchema.Column("k", ColumnType.of(Kind.TEXT), false);
  private static final ColumnType TWO_DIGITS = ColumnType.numeric(10, 2);
  private static final Projection KEY = Rows.projection(RowSchema.of(K));
  private static final Projection VALUE =
      Rows.projection(RowSchema.of(K, new RowSchema.Column("v", TWO_DIGITS, false)));

  private final MemoryFiles files = new MemoryFiles();

  @Example
  void reconcileWritesNothingWhereTheBytesAreTheSame() {
    assertThat(written(Repair.RECONCILE, "2.0", "2.00").messages()).isZero();
  }

  @Example
  void reconcileWritesTheKeyWhereTheBytesDiffer() {
    assertThat(written(Repair.RECONCILE, "2.0", "2.01").stale()).isEqualTo(1);
  }

  @Example
  void reconcileWritesNothingWhereOldChangesIntoTheSameBytesMeanwhile() {
    assertThat(writtenAfter("3.00", "2.0", OLD, "2.00").messages()).isZero();
  }

  @Example
  void reconcileWritesNothingWhereNewChangesIntoTheSameBytesMeanwhile() {
    assertThat(writtenAfter("2.0", "3.00", NEW, "2.00").messages()).isZero();
  }

  @Example
  void refreshWritesTheKeyAllTheSame() {
    assertThat(written(Repair.REFRESH, "2.0", "2.00").stale()).isEqualTo(1);
  }

  private Counts written(Repair repair, String old, String next) {
    return written(repair, old, next, recorder -> {});
  }

  private Counts writtenAfter(String old, String next, long changed, String value) {
    return written(
        Repair.RECONCILE,
        old,
        next,
        recorder -> {
          recorder.begin(new Timestamp(2000), 7);
          recorder.insert(changed, Rows.row("k", value));
          recorder.commit(new Timestamp(2001));
        });
  }

  private interface Changes {
    void on(Recorder recorder);
  }

  private Counts written(Repair repair, String old, String next, Changes changes) {
    var recorder =
        new Recorder(
            repair,
            Optional.of(new Recorder.Encoding(OLD, EqualBytesTest::encoder)),
            new Recorder.Encoding(NEW, EqualBytesTest::encoder),
            Map.of(OLD, shape(OLD), NEW, shape(NEW)),
            new Timestamp(1000),
            files,
            1 << 20);
    recorder.snapshotTaken(xid -> false, new Timestamp(1000));
    changes.on(recorder);
    try (var difference =
        Difference.of(repair, contents(OLD, old), contents(NEW, next), new SpillPast(files, 0))) {
      return new LiveDifference(difference, recorder).measure();
    } finally {
      recorder.close();
    }
  }

  private Contents contents(long table, String value) {
    try (var builder = new ContentsBuilder(new SpillPast(files, 0), 1 << 20)) {
      encoder(shape(table), builder.writer()).insert(Rows.row("k", value));
      return builder.finish();
    }
  }

  private static UpsertEncoder encoder(TableShape shape, MessageHandler messages) {
    return UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, SizeLimit.NONE, messages);
  }

  private static TableShape shape(long oid) {
    return new TableShape(
        oid,
        new TableName("public", "t" + oid),
        'f',
        List.of(
            new TableShape.Column("k", true, Kind.TEXT.oid(), -1),
            new TableShape.Column("v", true, Kind.NUMERIC.oid(), TWO_DIGITS.typeModifier())));
  }
}
