package dev.headgate.dataflow.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** Collects messages, copied. */
final class Messages implements MessageHandler {

  /** A message; its value is null for a tombstone, and {@link #SKIPPED} and why for no message. */
  record Message(String key, String value, long hash) {}

  static final String SKIPPED = "skipped: ";

  private final List<Message> all = new ArrayList<>();

  static List<Message> of(TransactionBuffer buffer) {
    var messages = new Messages();
    buffer.forEach(messages);
    return messages.all;
  }

  List<Message> all() {
    return all;
  }

  @Override
  public void upsert(byte[] bytes, int start, int keyLength, int valueLength, long keyHash) {
    all.add(
        new Message(
            new String(bytes, start, keyLength, ISO_8859_1),
            new String(bytes, start + keyLength, valueLength, ISO_8859_1),
            keyHash));
  }

  @Override
  public void tombstone(byte[] bytes, int start, int keyLength, long keyHash) {
    all.add(new Message(new String(bytes, start, keyLength, ISO_8859_1), null, keyHash));
  }

  @Override
  public void skipped(byte[] bytes, int start, int keyLength, SkippedRow row, long keyHash) {
    all.add(
        new Message(
            new String(bytes, start, keyLength, ISO_8859_1), SKIPPED + row.problem(), keyHash));
  }
}
