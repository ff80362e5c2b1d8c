package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.sink.SinkId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceNamesTest {

  private static final SinkId SINK = SinkId.of("headgate", "shop", "avro-sink");

  @Test
  void aNameIsTheSinksPrefixAndTwelveRandomHexDigits() {
    assertThat(SourceNames.next(SINK, new Random(1)))
        .matches("headgate_[0-9a-f]{8}_[0-9a-f]{12}")
        .startsWith(SourceNames.prefix(SINK))
        .isNotEqualTo(SourceNames.next(SINK, new Random(2)));
  }

  @Test
  void thePrefixIsTheStartOfTheIdsHash() {
    assertThat(SourceNames.prefix(new SinkId("abc"))).isEqualTo("headgate_ba7816bf_");
  }
}
