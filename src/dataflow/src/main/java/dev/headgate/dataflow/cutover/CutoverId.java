package dev.headgate.dataflow.cutover;

import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.sink.SinkId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names one try to reach the next version. It is a hash of all that the try depends on, the number
 * of tries that ended before it included, so the id of an ended try never fits again: neither a
 * late message nor a promotion left in git can revive it.
 *
 * @param value 16 hexadecimal digits
 */
public record CutoverId(String value) {

  /**
   * The id of the try to replace what {@code record} shows.
   *
   * @param to the relation that is to flow
   * @param attempt {@code spec.cutover.attempt}
   */
  public static CutoverId of(SinkId sink, LiveRecord record, Relation to, int attempt) {
    String tried =
        String.join(
            "\n",
            sink.value(),
            record.version().toString(),
            to.toString(),
            Integer.toString(attempt),
            Integer.toString(record.attemptsEnded()));
    return new CutoverId(
        HexFormat.of().formatHex(sha256().digest(tried.getBytes(StandardCharsets.UTF_8)), 0, 8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
