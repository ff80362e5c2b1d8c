package dev.headgate.dataflow.contents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two tables of columns {@code (k text, v text)}, and what messages say of them. */
final class Tables {

  static final long OLD = 1;
  static final long NEW = 2;

  private static final Projection KEY =
      Rows.projection(RowSchema.of(new RowSchema.Column("k", ColumnType.of(Kind.TEXT), false)));
  private static final Projection VALUE =
      Rows.projection(
          RowSchema.of(
              new RowSchema.Column("k", ColumnType.of(Kind.TEXT), false),
              new RowSchema.Column("v", ColumnType.of(Kind.TEXT), false)));

  private Tables() {}

  static Map<Long, TableShape> shapes() {
    return Map.of(OLD, shape(OLD), NEW, shape(NEW));
  }

  private static TableShape shape(long oid) {
    return new TableShape(
        oid,
        new TableName("public", "t" + oid),
        'f',
        List.of(
            new TableShape.Column("k", true, Kind.TEXT.oid(), -1),
            new TableShape.Column("v", true, Kind.TEXT.oid(), -1)));
  }

  static Recorder.Encoding encoding(long table) {
    return new Recorder.Encoding(table, Tables::encoder);
  }

  static UpsertEncoder encoder(TableShape shape, MessageHandler messages) {
    return UpsertEncoder.of(KEY, VALUE, new SchemaIds(1, 2), shape, SizeLimit.NONE, messages);
  }

  static UpsertEncoder encoder(long table, MessageHandler messages) {
    return encoder(shape(table), messages);
  }

  /** The key as a message has it. */
  static byte[] keyBytes(String key) {
    return "\0\0\0\0\1%c%s".formatted((char) (key.length() * 2), key).getBytes(ISO_8859_1);
  }

  /** Collects messages as the keys' and values' text; a key that comes twice is an error. */
  static final class Collected implements MessageHandler {
    final Map<String, String> upserts = new HashMap<>();
    final Map<String, String> tombstones = new HashMap<>();
    long bytes;

    @Override
    public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
      String key = text(bytes, start + 6, keyLength - 6);
      // Behind the header the key's column again, then the other one with its length in front.
      int at = start + keyLength + keyLength;
      do {
        at++;
      } while (bytes[at - 1] < 0); // a length may take several bytes
      once(upserts.put(key, text(bytes, at, start + keyLength + valueLength - at)));
      this.bytes += keyLength + valueLength;
    }

    @Override
    public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
      String key = text(bytes, start + 6, keyLength - 6);
      once(tombstones.put(key, ""));
      this.bytes += keyLength;
    }

    private static void once(String before) {
      if (before != null) {
        throw new AssertionError("a key came twice");
      }
    }

    private static String text(byte[] bytes, int start, int length) {
      return new String(bytes, start, length, ISO_8859_1);
    }
  }
}
