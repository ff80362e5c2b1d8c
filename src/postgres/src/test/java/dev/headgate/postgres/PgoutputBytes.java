package dev.headgate.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes pgoutput messages as the server does, field by field. */
final class PgoutputBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  static PgoutputBytes message(char type) {
    return new PgoutputBytes().int8(type);
  }

  static byte[] begin(long finalLsn, int xid) {
    return message('B').int64(finalLsn).int64(7).int32(xid).bytes();
  }

  static byte[] commit(long commitLsn, long endLsn) {
    return message('C').int8(0).int64(commitLsn).int64(endLsn).int64(7).bytes();
  }

  static byte[] relation(int oid, String schema, String name, String... columns) {
    var message =
        message('R').int32(oid).string(schema).string(name).int8('d').int16(columns.length);
    for (int i = 0; i < columns.length; i++) {
      message.int8(i == 0 ? 1 : 0).string(columns[i]).int32(25).int32(-1);
    }
    return message.bytes();
  }

  PgoutputBytes int8(int value) {
    return write(() -> out.writeByte(value));
  }

  PgoutputBytes int16(int value) {
    return write(() -> out.writeShort(value));
  }

  PgoutputBytes int32(int value) {
    return write(() -> out.writeInt(value));
  }

  PgoutputBytes int64(long value) {
    return write(() -> out.writeLong(value));
  }

  PgoutputBytes string(String value) {
    return write(() -> out.write(value.getBytes(StandardCharsets.UTF_8))).int8(0);
  }

  /** A row: null is NULL, {@code "<unchanged>"} an unchanged TOAST value. */
  PgoutputBytes row(char kind, String... values) {
    int8(kind).int16(values.length);
    for (String value : values) {
      if (value == null) {
        int8('n');
      } else if (value.equals("<unchanged>")) {
        int8('u');
      } else {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int8('t').int32(text.length);
        write(() -> out.write(text));
      }
    }
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private PgoutputBytes write(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private interface Write {
    void run() throws IOException;
  }
}
