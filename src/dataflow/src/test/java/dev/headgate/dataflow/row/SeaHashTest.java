package dev.headgate.dataflow.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeaHashTest {

  @Test
  void agreesWithThePublishedVector() {
    byte[] text = "to be or not to be".getBytes(StandardCharsets.US_ASCII);

    assertThat(SeaHash.of(text, 0, text.length)).isEqualTo(1988685042348123509L);
  }

  @Test
  void placesAnEncodedKeyWhereMaterializeDoes() {
    byte[] key = {0, 0, 0, 0, 9, 2, 4, 0x76, 0x31};

    long hash = SeaHash.of(key, RowEncoder.HEADER_LENGTH, 4);

    assertThat(hash).isEqualTo(2395881358218729975L);
    assertThat(SeaHash.partition(hash, 100)).isEqualTo(75);
    assertThat(SeaHash.partition(hash, 200)).isEqualTo(175);
  }

  @Test
  void aHashAboveTheSignedRangeStillGivesAPartition() {
    assertThat(SeaHash.partition(-1L, 7)).isEqualTo(1);
  }
}
