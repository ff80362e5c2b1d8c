package dev.headgate.postgres.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTransactionsTest {

  @Test
  void whatIsBelowXmaxAndNotInXipIsFinished() {
    var visible = VisibleTransactions.parse("10:20:12,15");

    assertThat(visible.xmin()).isEqualTo(10);
    assertThat(visible.finished(9)).isTrue();
    assertThat(visible.finished(11)).isTrue();
    assertThat(visible.finished(12)).isFalse();
    assertThat(visible.finished(19)).isTrue();
    assertThat(visible.finished(20)).isFalse();
    assertThat(VisibleTransactions.parse("10:10:").finished(9)).isTrue();
  }

  @Test
  void idsAreComparedAcrossAWrap() {
    long epoch = 1L << 32;
    var visible = VisibleTransactions.parse("%d:%d:%d".formatted(epoch - 3, epoch + 5, epoch - 2));

    assertThat(visible.finished(0xFFFF_FFFDL)).isTrue();
    assertThat(visible.finished(0xFFFF_FFFEL)).isFalse();
    assertThat(visible.finished(4)).isTrue();
    assertThat(visible.finished(5)).isFalse();
    assertThat(visible.full(0xFFFF_FFFDL)).isEqualTo(epoch - 3);
    assertThat(visible.full(6)).isEqualTo(epoch + 6);
  }
}
