package dev.headgate.dataflow.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SpillPastTest {

  private static final int KIB_64 = 1 << 16;

  private final MemoryFiles files = new MemoryFiles();
  private final Random random = new Random(1);

  @Test
  void whatFitsStaysInMemoryAndWhatDoesNotIsMovedAsAWhole() {
    var storage = new SpillPast(files, 3 * KIB_64);
    byte[] bytes = bytes(5 * KIB_64);
    try (var file = storage.create()) {
      file.append(bytes, 0, 2 * KIB_64 + 5);
      assertThat(files.created()).isZero();
      requireRead(file, bytes, 2 * KIB_64 + 5);

      file.append(bytes, 2 * KIB_64 + 5, 2 * KIB_64);
      file.append(bytes, 4 * KIB_64 + 5, 7);

      assertThat(files.created()).isEqualTo(1);
      requireRead(file, bytes, 4 * KIB_64 + 12);
    }
    assertThat(files.open()).isZero();
  }

  @Test
  void filesShareTheMemoryAndGiveItBack() {
    var storage = new SpillPast(files, 2 * KIB_64);
    var first = storage.create();
    first.append(bytes(KIB_64), 0, KIB_64);
    try (var second = storage.create()) {
      second.append(bytes(KIB_64 + 1), 0, KIB_64 + 1);
      assertThat(files.open()).isEqualTo(1);
    }
    first.close();

    try (var third = storage.create()) {
      third.append(bytes(2 * KIB_64), 0, 2 * KIB_64);
      assertThat(files.open()).isZero();
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void requireRead(SpillFile file, byte[] expected, int length) {
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(length);
      int count = random.nextInt(length - from + 1);
      byte[] read = new byte[count + 2];
      file.read(from, read, 1, count);
      for (int at = 0; at < count; at++) {
        assertThat(read[at + 1]).isEqualTo(expected[from + at]);
      }
    }
  }
}
