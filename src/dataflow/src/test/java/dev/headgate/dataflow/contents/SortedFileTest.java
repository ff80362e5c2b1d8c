package dev.headgate.dataflow.contents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SortedFileTest {

  private final MemoryFiles files = new MemoryFiles();

  @Property(tries = 500)
  void entriesComeInOrderAndEachKeyIsFoundThoughManyShareAHash(
      @ForAll long seed,
      @ForAll @IntRange(max = 600) int count,
      @ForAll @IntRange(min = 1, max = 50) int hashes,
      @ForAll @IntRange(max = 5_000) int maxBytes) {
    var random = new SplittableRandom(seed);
    var keys = new HashSet<String>();
    var runs = new Runs(new SpillPast(files, maxBytes), maxBytes, 0);
    var writer = runs.writer();
    for (int i = 0; i < count; i++) {
      String key = "key" + random.nextInt(count);
      keys.add(key);
      byte[] bytes = (key + "=" + key.repeat(random.nextInt(30))).getBytes(ISO_8859_1);
      writer.add(bytes, 0, key.length(), bytes.length - key.length(), hash(key, hashes), (byte) 7);
    }

    try (var file = runs.merge()) {
      assertThat(runs.added()).isEqualTo(count);
      assertThat(file.count()).isEqualTo(keys.size());
      requireOrder(file, keys);
      requireFound(file, keys, hashes);
    }
    assertThat(files.open()).isZero();
  }

  /** Few, and spread over the signed and the unsigned range. */
  private static long hash(String key, int hashes) {
    return (key.hashCode() % hashes) * 0x9E37_79B9_7F4A_7C15L;
  }

  private static void requireOrder(SortedFile file, Set<String> keys) {
    var cursor = new Cursor(file);
    var seen = new ArrayList<String>();
    long lastHash = 0;
    while (cursor.next()) {
      assertThat(Long.compareUnsigned(lastHash, cursor.entry().hash())).isLessThanOrEqualTo(0);
      lastHash = cursor.entry().hash();
      seen.add(key(cursor.entry()));
      assertThat(cursor.entry().tag()).isEqualTo((byte) 7);
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(keys);
  }

  private static void requireFound(SortedFile file, Set<String> keys, int hashes) {
    var lookup = new Lookup(file);
    for (String key : keys) {
      assertThat(find(lookup, key, hashes)).as(key).isTrue();
      assertThat(key(lookup.entry())).isEqualTo(key);
    }
    for (String key : List.of("", "key", "key-1", "zzz")) {
      assertThat(find(lookup, key, hashes)).as(key).isFalse();
    }
  }

  private static boolean find(Lookup lookup, String key, int hashes) {
    return lookup.find(key.getBytes(ISO_8859_1), 0, key.length(), hash(key, hashes));
  }

  private static String key(Entry entry) {
    return new String(entry.array(), entry.start(), entry.keyLength(), ISO_8859_1);
  }
}
