package dev.headgate.cli.follow;

import static dev.headgate.cli.Fixtures.sink;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CutoverFollowTest {

  private static final CutoverFollow TO_MATVIEW_2 =
      new CutoverFollow("matview-2", 4, Optional.empty(), false, Optional.empty());

  @Test
  void eachStepIsToldOnceAndTheEndIsSuccess() {
    var told = new ArrayList<String>();
    var follow = TO_MATVIEW_2;
    for (var state : List.of("preparing", "preparing", "catching-up", "verifying")) {
      var look = follow.on(sink(state));
      assertThat(look.success()).as(state).isEmpty();
      told.addAll(look.lines());
      follow = look.next();
    }
    var last = follow.on(sink("completed"));
    told.addAll(last.lines());

    assertThat(told)
        .containsExactly(
            "Preparing: Waiting for 1 open transaction",
            "CatchingUp: Waiting until the sink has caught up",
            "Verifying: Waiting for the first commit of matview-2",
            "Completed: matview-2 flows from 0/1A2C0000 on");
    assertThat(last.success()).contains(true);
  }

  @Test
  void aTryThatFailedIsNoSuccess() {
    var look = TO_MATVIEW_2.on(sink("failed"));

    assertThat(look.success()).contains(false);
    assertThat(look.lines())
        .containsExactly("Failed: 3 missing keys, and cutover.maxMissingKeys is 0");
  }

  @Test
  void aTryThatHadEndedBeforeIsNotTheOneThatIsWaitedFor() {
    var follow =
        new CutoverFollow("matview-2", 4, Optional.of("3f9a0c11"), false, Optional.empty());

    assertThat(follow.on(sink("failed")).success()).isEmpty();
  }

  @Test
  void aStatusOfAnOlderSpecTellsNothing() {
    var follow = new CutoverFollow("matview-2", 5, Optional.empty(), false, Optional.empty());

    assertThat(follow.on(sink("completed")))
        .isEqualTo(new Look(List.of(), Optional.empty(), follow));
  }

  @Test
  void anotherEditOfFromEndsTheWait() {
    var look = TO_MATVIEW_2.on(sink("running"));

    assertThat(look.success()).contains(false);
    assertThat(look.lines())
        .containsExactly("From of sink avro-sink names matview-1 now: somebody has changed it");
  }

  @Test
  void whatFlowsAlreadyIsASuccessUnlessANewTryIsNeeded() {
    var anyhow = new CutoverFollow("matview-1", 4, Optional.empty(), false, Optional.empty());
    var anew = new CutoverFollow("matview-1", 4, Optional.empty(), true, Optional.empty());

    assertThat(anyhow.on(sink("running")).success()).contains(true);
    assertThat(anew.on(sink("running")).success()).isEmpty();
  }

  @Test
  void whyNothingBeginsIsTold() {
    var follow = new CutoverFollow("matview-1", 4, Optional.empty(), true, Optional.empty());

    assertThat(follow.on(sink("paused")).lines())
        .containsExactly("Not begun, Paused: Paused by spec.paused");
  }
}
