package dev.headgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Whatever arrives is read, or refused in one way, without a word of the secrets in it. */
class DamagedMessagesTest {

  private static final byte[] DESIRED = Samples.kept("desired.json").getBytes(UTF_8);
  private static final byte[] OBSERVED = Samples.kept("observed.json").getBytes(UTF_8);

  private final DesiredJson desired = new DesiredJson();
  private final ObservedJson observed = new ObservedJson();

  @Property
  void aWishWithOneByteChangedIsReadOrRefused(
      @ForAll @IntRange(max = 10_000) int at, @ForAll byte with) {
    var damaged = withByte(DESIRED, at, with);

    readOrRefused(() -> desired.read(damaged));
  }

  @Property
  void aWishThatEndsTooEarlyIsRefused(@ForAll @IntRange(max = 10_000) int length) {
    var damaged = Arrays.copyOf(DESIRED, length % DESIRED.length);

    assertThat(catchThrowable(() -> desired.read(damaged)))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Property
  void anObservationWithOneByteChangedIsReadOrRefused(
      @ForAll @IntRange(max = 10_000) int at, @ForAll byte with) {
    var damaged = withByte(OBSERVED, at, with);

    readOrRefused(() -> observed.read(damaged));
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    readOrRefused(() -> observed.read(bytes));
  }

  private static byte[] withByte(byte[] message, int at, byte with) {
    var damaged = message.clone();
    damaged[at % damaged.length] = with;
    return damaged;
  }

  private static void readOrRefused(ThrowingCallable reading) {
    var refusal = catchThrowable(reading);

    if (refusal != null) {
      assertThat(refusal).isInstanceOf(MalformedMessageException.class).hasNoCause();
      assertThat(refusal.getMessage()).doesNotContain("secret");
    }
  }
}
