package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import org.junit.jupiter.api.Test;

class SqlOnServerTest extends OnServer {

  private static final String CREATE =
      "CREATE SINK other_sink FROM matview_1 INTO KAFKA CONNECTION kafka_connection (TOPIC"
          + " 'other_topic') KEY (key_col) FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY CONNECTION"
          + " csr ENVELOPE UPSERT";

  SqlOnServerTest(KubernetesServer kubernetes) {
    super(kubernetes);
  }

  @Test
  void createMakesASinkThatShowCreateShows() {
    assertThat(done("sql", CREATE)).isEqualTo("sink.headgate.dev/other-sink created\n");

    assertThat(done("sql", "SHOW CREATE SINK other_sink"))
        .isEqualTo(
            """
            CREATE SINK other_sink
              FROM matview_1
              INTO KAFKA CONNECTION kafka_connection (TOPIC 'other_topic')
              KEY (key_col)
              FORMAT AVRO USING CONFLUENT SCHEMA REGISTRY CONNECTION csr
              ENVELOPE UPSERT
              WITH (SNAPSHOT = true)
            """);
    assertThat(
            client
                .genericKubernetesResources("headgate.dev/v1alpha1", "Sink")
                .inNamespace(NAMESPACE)
                .withName("other-sink")
                .get()
                .getMetadata()
                .getManagedFields())
        .extracting(ManagedFieldsEntry::getManager)
        .containsExactly("kubectl-headgate");
  }

  @Test
  void createOfWhatExistsIsRefusedUnlessToldOtherwise() {
    done("sql", CREATE);

    var again = command("sql", CREATE).now();

    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).startsWith("error: Sink other-sink exists already in namespace cli.");
    assertThat(done("sql", CREATE.replace("SINK other", "SINK IF NOT EXISTS other")))
        .isEqualTo("sink.headgate.dev/other-sink exists already, it is left as it is\n");
  }

  @Test
  void alterWritesFromAlone() {
    assertThat(done("sql", "ALTER SINK avro_sink SET FROM matview_2;"))
        .isEqualTo("sink.headgate.dev/avro-sink set from matview-1 to matview-2\n");

    assertThat(ownFields()).containsExactly("spec.from.name");
  }

  @Test
  void alterCanBeWaitedFor() {
    var run = command("sql", "ALTER SINK avro_sink SET FROM matview_2", "--wait");
    var over = run.begin();
    within("from is written").until(() -> sink().getSpec().from().name().equals("matview-2"));

    step("Failed", "3 missing keys");

    assertThat(over.join().code()).isEqualTo(1);
    assertThat(run.out()).endsWith("Failed: 3 missing keys\n");
  }

  @Test
  void whatIsNotThereIsAnErrorUnlessToldOtherwise() {
    assertThat(command("sql", "ALTER SINK no_sink SET FROM b").now().code()).isEqualTo(1);
    assertThat(command("sql", "DROP SINK no_sink").now().code()).isEqualTo(1);
    assertThat(done("sql", "ALTER SINK IF EXISTS no_sink SET FROM b; DROP SINK IF EXISTS no_sink"))
        .isEqualTo(
            """
            sink.headgate.dev/no-sink does not exist, nothing is altered
            sink.headgate.dev/no-sink does not exist, nothing is dropped
            """);
  }

  @Test
  void dropDeletes() {
    assertThat(done("sql", "DROP SINK cli.avro_sink"))
        .isEqualTo("sink.headgate.dev/avro-sink deleted\n");

    assertThat(sink()).isNull();
  }

  @Test
  void statusesAreSelected() {
    step("CatchingUp", "");
    status(
        """
        {"status": {"id": "headgate-cli-avro-sink", "name": "avro-sink", "type": "kafka",
                    "lastStatusChangeAt": "2026-11-26T11:00:00Z",
                    "details": {"hints": ["one"]}}}
        """);

    assertThat(done("sql", "SELECT * FROM mz_internal.mz_sink_statuses"))
        .isEqualTo(
            """
            id                       name        type    last_status_change_at   status    error    details
            headgate-cli-avro-sink   avro_sink   kafka   2026-11-26T11:00:00Z    running   <none>   {"hints":["one"]}
            """);
    assertThat(
            json(
                done(
                    "sql",
                    "SELECT name, status FROM mz_internal.mz_sink_statuses WHERE status ="
                        + " 'running'",
                    "-o",
                    "json")))
        .isEqualTo(json("[{\"name\": \"avro_sink\", \"status\": \"running\"}]"));
    assertThat(
            done("sql", "SELECT name FROM mz_internal.mz_sink_statuses WHERE status = 'stalled'"))
        .isEqualTo("name\n");
  }

  @Test
  void sinksAreShown() {
    done("sql", CREATE);

    assertThat(done("sql", "SHOW SINKS LIKE 'avro%'"))
        .isEqualTo(
            """
            name        type    cluster   comment
            avro_sink   kafka   cli       <none>
            """);
    assertThat(done("sql", "SHOW SINKS FROM default"))
        .isEqualTo("name   type   cluster   comment\n");
  }

  @Test
  void nothingIsDoneIfOneOfSeveralStatementsIsNotUnderstood() {
    var run = command("sql", "DROP SINK avro_sink; DROP TABLE t").now();

    assertThat(run.code()).isEqualTo(2);
    assertThat(sink()).isNotNull();
  }
}
