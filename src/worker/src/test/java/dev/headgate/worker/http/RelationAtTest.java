package dev.headgate.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dataflow.cutover.Observed.Activity;
import dev.headgate.dataflow.progress.LiveRecord;
import dev.headgate.worker.Messages;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationAtTest {

  @TempDir private Path directory;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RunningServer(directory, RunningServer.LIMITS);
    server.a.show(Messages.streaming(Messages.WITH_HISTORY));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPlaceInTheTopicIsOfTheVersionThatHadBegunThere() throws Exception {
    assertThat(ask("partition=0&offset=39").body())
        .isEqualTo(
            "{\"partition\":0,\"offset\":39,\"version\":3,\"relation\":\"matview-2\","
                + "\"timestamp\":\"500\",\"frontier\":\"1000\",\"beginsAt\":10,"
                + "\"endsBefore\":40}");
    assertThat(ask("offset=40&partition=0").body())
        .isEqualTo(
            "{\"partition\":0,\"offset\":40,\"version\":4,\"relation\":\"matview-1\","
                + "\"timestamp\":\"700\",\"frontier\":\"1000\",\"beginsAt\":40}");
    assertThat(ask("partition=1&offset=8").body()).contains("\"version\":4");
    assertThat(ask("partition=1&offset=6").body()).contains("\"version\":3");
  }

  @Test
  void whatIsOlderThanTheHistoryIsSaidToBe() throws Exception {
    var answer = ask("partition=0&offset=9");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains(
            "offset 9 of partition 0 stands before version 3 of sink demo-a, the oldest in its"
                + " record, which keeps the last 16");
  }

  @Test
  void aPartitionThatTheTopicHasNotIsRefusedWithThoseThatItHas() throws Exception {
    for (var partition : List.of("2", "4294967296")) {
      var answer = ask("partition=" + partition + "&offset=0");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("no partition " + partition + ", only 0 to 1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?partition=0",
        "?offset=1",
        "?partition=0&offset=-1",
        "?partition=-1&offset=1",
        "?partition=0&offset=",
        "?partition=0&offset=1e3",
        "?partition=0&offset=9223372036854775808",
        "?xpartition=0&offset=1"
      })
  void aQuestionWithoutBothNumbersIsRefusedWithHowToAsk(String query) throws Exception {
    var answer = server.get("/v1/sinks/demo-a/relation-at" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("ask with ?partition=P&offset=O");
  }

  @Test
  void aWorkerThatHasReadNoRecordAsksForPatience() throws Exception {
    server.a.show(Messages.observed(Activity.WAITING, "no assignment was received"));

    var answer = ask("partition=0&offset=1");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("has not read the record of sink demo-a yet");
  }

  @Test
  void aVersionWhoseBeginningIsUnknownIsNotGuessed() throws Exception {
    LiveRecord unknown = Messages.WITH_HISTORY.beginningAt(List.of());
    server.a.show(Messages.streaming(unknown));

    var answer = ask("partition=0&offset=12");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("where version 4 of sink demo-a begins was not recorded");
  }

  @Test
  void itIsAskedWithTheTokenAndByGetAlone() throws Exception {
    assertThat(server.send("PUT", "/v1/sinks/demo-a/relation-at").statusCode()).isEqualTo(405);
    assertThat(server.get("/v1/sinks/relation-at").statusCode()).isEqualTo(404);
    assertThat(server.get("/v1/sinks/demo-c/relation-at").body())
        .contains("does not host sink \\\"demo-c\\\", only demo-a, demo-b");

    server.token = "wrong";
    assertThat(ask("partition=0&offset=1").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> ask(String query) throws IOException, InterruptedException {
    return server.get("/v1/sinks/demo-a/relation-at?" + query);
  }
}
