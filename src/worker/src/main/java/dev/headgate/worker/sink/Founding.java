package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.kafka.TransactionalWriter;
import dev.headgate.postgres.ExportedSlot;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.snapshot.RowHandler;
import java.sql.SQLException;
import java.util.Arrays;

/** Makes a sink's source, and stages the contents that it starts from. */
final class Founding {

  private final Source source;
  private final Target target;
  private final SinkContext context;

  Founding(Source source, Target target, SinkContext context) {
    this.source = source;
    this.target = target;
    this.context = context;
  }

  /** Publication, slot and, if asked for, the snapshot; answers with the event that follows. */
  SinkEvent make(LiveRecord record, SinkPlan plan, Schemas schemas)
      throws SQLException, SourceException, InterruptedException {
    boolean snapshot = plan.definition().spec().snapshot();
    if (snapshot
        && !target.reopenFor(context.settings().snapshotTimeout(), context.incarnation())) {
      return new SinkEvent.FencedOut(context.clock().instant());
    }
    try (var slot =
        source.make(record.upstream(), plan.table().name(), context.settings().slotTimeout())) {
      if (snapshot) {
        stage(plan, schemas.register(plan), slot, record.topic().partitions());
      }
      return new SinkEvent.SourceMade(slot.consistentPoint());
    }
  }

  private void stage(SinkPlan plan, SchemaIds ids, ExportedSlot slot, int partitions)
      throws SQLException, SourceException, InterruptedException {
    var shape = plan.shapeOfContents();
    var writer = target.writer();
    try (var reader =
        source.snapshot(
            slot, context.settings().snapshotSessions(), context.settings().slotTimeout())) {
      reader.read(
          plan.table(),
          plan.columns(),
          () -> rows(plan, ids, shape, writer, slot.consistentPoint(), partitions));
    }
  }

  /** Sessions encode side by side; the writer takes one message at a time. */
  private static RowHandler rows(
      SinkPlan plan,
      SchemaIds ids,
      TableShape shape,
      TransactionalWriter writer,
      Timestamp at,
      int partitions) {
    var encoder = plan.encoder(ids, shape, new Sending(writer, at, partitions));
    return new RowHandler() {
      @Override
      public void row(TextRow row) {
        encoder.insert(row);
      }
    };
  }

  private record Sending(TransactionalWriter writer, Timestamp at, int partitions)
      implements MessageHandler {

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      int valueStart = start + keyLength;
      byte[] key = Arrays.copyOfRange(bytes, start, valueStart);
      byte[] value = Arrays.copyOfRange(bytes, valueStart, valueStart + valueLength);
      synchronized (writer) {
        writer.send(at, SeaHash.partition(keyHash, partitions), key, value);
      }
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      throw new IllegalStateException("a snapshot has no deletes");
    }
  }
}
