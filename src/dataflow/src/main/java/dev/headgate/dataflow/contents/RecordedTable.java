package dev.headgate.dataflow.contents;

import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.envelope.MessageHandler;
import dev.headgate.dataflow.envelope.UpsertEncoder;

/** Encodes the changes of one relation's table. Not thread-safe. */
final class RecordedTable {

  private final Recorder.Encoding encoding;
  private final MessageHandler messages;
  private TableShape shape;
  private UpsertEncoder encoder;

  RecordedTable(Recorder.Encoding encoding, MessageHandler messages) {
    this.encoding = encoding;
    this.messages = messages;
  }

  long table() {
    return encoding.table();
  }

  void shape(TableShape told) {
    if (told.oid() == encoding.table()) {
      shape = told;
      encoder = null;
    }
  }

  /** Made anew for each shape; the stream tells a table's shape before its first row. */
  UpsertEncoder encoder() {
    if (encoder == null) {
      encoder = encoding.encoders().encoder(shape, messages);
    }
    return encoder;
  }
}
