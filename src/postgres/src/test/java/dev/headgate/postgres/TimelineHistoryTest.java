package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.time.Timestamp;
import dev.headgate.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineHistoryTest {

  private static final TimelineHistory TWICE_PROMOTED =
      TimelineHistory.parse(
          3,
          """
          1\t0/3000000\tno recovery target specified

          # by hand
          2\t0/5000000\tbefore 2030-01-01 12:00:00+00
          """);

  @Test
  void everyOlderTimelineWasLeftSomewhere() {
    assertThat(TWICE_PROMOTED.forks())
        .isEqualTo(Map.of(1, Timestamp.parseLsn("0/3000000"), 2, Timestamp.parseLsn("0/5000000")));
  }

  @Test
  void whatWasReadUpToTheForkIsShared() {
    assertThatCode(
            () -> {
              TWICE_PROMOTED.requireShared(1, Timestamp.parseLsn("0/3000000"));
              TWICE_PROMOTED.requireShared(2, Timestamp.parseLsn("0/5000000"));
              TWICE_PROMOTED.requireShared(3, Timestamp.parseLsn("0/9000000"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void whatWasReadBehindAForkNeverHappened() {
    assertThatThrownBy(() -> TWICE_PROMOTED.requireShared(1, Timestamp.parseLsn("0/3000001")))
        .isInstanceOf(SourceException.class)
        .extracting(e -> ((SourceException) e).problem().message())
        .asString()
        .contains("timeline 3, which forked at 0/3000000", "timeline 1 up to 0/3000001");
  }

  @Test
  void everyForkInBetweenCounts() {
    var history =
        TimelineHistory.parse(3, "1\t0/5000000\tpromoted\n2\t0/4000000\tnot possible, yet read\n");

    assertThatThrownBy(() -> history.requireShared(1, Timestamp.parseLsn("0/4500000")))
        .isInstanceOf(SourceException.class);
  }

  @Test
  void timelineThatTheServerDoesNotComeFromIsNamed() {
    var beside = TimelineHistory.parse(3, "1\t0/3000000\tpromoted beside timeline 2\n");

    assertThatThrownBy(() -> beside.requireShared(2, Timestamp.parseLsn("0/2000000")))
        .isInstanceOf(SourceException.class)
        .extracting(e -> ((SourceException) e).problem().message())
        .asString()
        .contains("timeline 3, which does not come from timeline 2");
  }

  @Test
  void lineOfAnotherFormIsRefused() {
    assertThatThrownBy(() -> TimelineHistory.parse(2, "1\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("history of timeline 2");
  }

  @Test
  void promotedServerTellsWhereItForked() throws Exception {
    try (var server = PostgresServer.launch()) {
      var before = positionOnTheFirstTimeline(server);
      server.recoverOntoNewTimeline();

      try (var session = sessions(server).openReplication(Duration.ofSeconds(10))) {
        var now = SystemIdentity.read(session);
        var history = TimelineHistory.read(session, now.timeline());

        assertThat(now.timeline()).isEqualTo(2);
        assertThat(history.forks().get(1)).isGreaterThanOrEqualTo(before);
        assertThatCode(() -> history.requireShared(1, before)).doesNotThrowAnyException();
        assertThatThrownBy(() -> history.requireShared(1, history.forks().get(1).next()))
            .isInstanceOf(SourceException.class);
      }
    }
  }

  private static Timestamp positionOnTheFirstTimeline(PostgresServer server) throws Exception {
    try (var replication = sessions(server).openReplication(Duration.ofSeconds(10));
        var session = sessions(server).open(Duration.ofSeconds(10))) {
      int timeline = SystemIdentity.read(replication).timeline();
      assertThat(TimelineHistory.read(replication, timeline).forks()).isEmpty();
      return WalPosition.flushed(session);
    }
  }

  private static Sessions sessions(PostgresServer server) {
    return new Sessions(
        new Connections.Postgres(
            server.host(),
            server.port(),
            "postgres",
            new Connections.Credentials(server.superuser(), server.password())),
        "headgate-test");
  }
}
