package dev.headgate.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the classes below as runs of their own; Surefire by itself does not see them. */
class LaneTest {

  private static final List<Server> LAUNCHED = new CopyOnWriteArrayList<>();
  private static final List<Server> CLOSED = new CopyOnWriteArrayList<>();
  private static final CyclicBarrier BOTH_RUN = new CyclicBarrier(2);

  @BeforeEach
  void forgetOtherRuns() {
    LAUNCHED.clear();
    CLOSED.clear();
  }

  private static void run(int atOnce, Class<?>... classes) {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(classes).map(c -> selectClass(c)).toList())
            .configurationParameter(
                "junit.jupiter.execution.parallel.enabled", Boolean.toString(atOnce > 1))
            .configurationParameter(
                "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                Integer.toString(atOnce))
            .build();
    var summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    assertThat(summary.getSummary().getFailures()).isEmpty();
    assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(classes.length);
  }

  @Test
  void classesOneAfterTheOtherShareTheirServersWhichEndInReverse() {
    run(1, First.class, Second.class);

    assertThat(LAUNCHED).extracting(Server::name).containsExactly("ground", "house");
    assertThat(CLOSED).extracting(Server::name).containsExactly("house", "ground");
  }

  @Test
  void classesAtTheSameTimeHaveServersOfTheirOwn() {
    run(2, OneOfTwo.class, OtherOfTwo.class);

    assertThat(LAUNCHED)
        .extracting(Server::name)
        .containsExactlyInAnyOrder("ground", "house", "ground", "house");
    assertThat(CLOSED).containsExactlyInAnyOrderElementsOf(LAUNCHED);
  }

  /** A server that stands on another one, or on none. */
  private static class Server implements AutoCloseable {
    private final String name;

    Server(String name) {
      this.name = name;
      LAUNCHED.add(this);
    }

    String name() {
      return name;
    }

    @Override
    public void close() {
      CLOSED.add(this);
    }
  }

  private static final class Ground extends Server {
    Ground() {
      super("ground");
    }
  }

  private static final class House extends Server {
    House() {
      super("house");
    }
  }

  static class AsksForAHouse implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      Lane.of(context)
          .server(
              House.class,
              () -> {
                Lane.of(context).server(Ground.class, Ground::new);
                return new House();
              });
    }
  }

  @ExtendWith(AsksForAHouse.class)
  static class First {
    @Test
    void passes() {}
  }

  static class Second extends First {}

  @ExtendWith(AsksForAHouse.class)
  static class OneOfTwo {
    @Test
    void runsWhileTheOtherOneDoes() throws Exception {
      BOTH_RUN.await(30, TimeUnit.SECONDS);
    }
  }

  static class OtherOfTwo extends OneOfTwo {}
}
