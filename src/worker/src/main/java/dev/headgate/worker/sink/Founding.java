package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.deadletter.DeadLetter.Operation;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.SchemaIds;
import dev.headgate.dataflow.envelope.SkippedRow;
import dev.headgate.dataflow.lifecycle.SinkEvent;
import dev.headgate.dataflow.plan.SinkPlan;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.row.RowError;
import dev.headgate.dataflow.row.SeaHash;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.postgres.ExportedSlot;
import dev.headgate.postgres.SourceException;
import dev.headgate.postgres.snapshot.RowHandler;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.OptionalInt;

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
    boolean empty = snapshot && target.holdsNothing(record.topic().partitions());
    if (snapshot
        && !target.reopenFor(context.settings().snapshotTimeout(), context.incarnation())) {
      return new SinkEvent.FencedOut(context.clock().instant());
    }
    int partitions = record.topic().partitions();
    var offsets = target.topics().endOffsets(plan.definition().spec().topic(), partitions);
    try (var slot =
        source.make(record.upstream(), plan.table().name(), context.settings().slotTimeout())) {
      boolean skipped = snapshot && stage(plan, schemas.register(plan), slot, partitions);
      return new SinkEvent.SourceMade(slot.consistentPoint(), empty && !skipped, offsets);
    }
  }

  /** Says whether a row was skipped. */
  private boolean stage(SinkPlan plan, SchemaIds ids, ExportedSlot slot, int partitions)
      throws SQLException, SourceException, InterruptedException {
    target.prepare(plan.definition().spec());
    var shape = plan.shapeOfContents();
    var sending = new Sending(target.messages(), slot.consistentPoint(), partitions);
    try (var reader =
        source.snapshot(
            slot, context.settings().snapshotSessions(), context.settings().slotTimeout())) {
      reader.read(plan.table(), plan.columns(), () -> rows(plan, ids, shape, sending));
    }
    return sending.skipped;
  }

  /** Sessions encode side by side; the writer takes one message at a time. */
  private RowHandler rows(SinkPlan plan, SchemaIds ids, TableShape shape, Sending sending) {
    var encoder = plan.encoder(ids, shape, target.limits(), sending);
    var errors = target.rowErrors();
    var relation = plan.definition().relation();
    return new RowHandler() {
      @Override
      public void row(TextRow row) {
        try {
          encoder.insert(row);
        } catch (RowError e) {
          var texts = encoder.texts(null, row);
          encoder.skip(
              null,
              row,
              errors.skip(e, relation, Operation.SNAPSHOT, sending.at, OptionalInt.empty(), texts));
        }
      }
    };
  }

  /** Hands on the messages of several sessions, one at a time. */
  private static final class Sending implements MessageHandler {

    private final RowStage.Messages messages;
    private final Timestamp at;
    private final int partitions;
    private volatile boolean skipped;

    Sending(RowStage.Messages messages, Timestamp at, int partitions) {
      this.messages = messages;
      this.at = at;
      this.partitions = partitions;
    }

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      int valueStart = start + keyLength;
      byte[] key = Arrays.copyOfRange(bytes, start, valueStart);
      byte[] value = Arrays.copyOfRange(bytes, valueStart, valueStart + valueLength);
      synchronized (messages) {
        messages.send(at, SeaHash.partition(keyHash, partitions), key, value);
      }
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      throw new IllegalStateException("a snapshot has no deletes");
    }

    @Override
    public void skipped(byte[] bytes, int start, int keyLength, SkippedRow row, long keyHash) {
      byte[] key = Arrays.copyOfRange(bytes, start, start + keyLength);
      synchronized (messages) {
        messages.skip(at, key, keyHash, row);
      }
      skipped = true;
    }
  }
}
