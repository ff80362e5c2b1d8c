package dev.headgate.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.control.Assignment;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.worker.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {

  @Test
  void withoutArgumentsSinksRun() throws ConfigurationException {
    assertThat(Command.of(List.of())).isEqualTo(Command.RUN);
    assertThat(Command.of(List.of("release"))).isEqualTo(Command.RELEASE);
  }

  @Test
  void otherArgumentsAreNamed() {
    var refusal =
        catchThrowableOfType(
            ConfigurationException.class, () -> Command.of(List.of("release", "--now")));

    assertThat(refusal)
        .hasMessage(
            "the arguments are \"release --now\": give none to run the assigned sinks, or"
                + " \"release\" to release them");
  }

  @Test
  void everySinkThatIsNotToBeReleasedIsNamed() {
    var assignments =
        List.of(
            new Assignment(new SinkId("demo-a"), Messages.released(6)),
            new Assignment(new SinkId("demo-b"), Messages.desired(5)));

    var refusal =
        catchThrowableOfType(
            ConfigurationException.class, () -> Command.RELEASE.check(assignments));

    assertThat(refusal.problems())
        .singleElement()
        .asString()
        .startsWith("sink demo-b is not assigned \"run\": \"Released\"");
  }

  @Test
  void aSinkThatIsToBeReleasedMayAlsoBeRun() throws ConfigurationException {
    Command.RUN.check(List.of(new Assignment(new SinkId("demo-a"), Messages.released(6))));
  }
}
