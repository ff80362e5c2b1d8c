package dev.headgate.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.api.v1alpha1.Sink;
import dev.headgate.api.v1alpha1.SinkStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {

  private static final String SHOWN =
      """
      id: headgate-shop-avro-sink
      status: running
      topicMatchesRelation: true
      workerUpdatePending: false
      cutover: {step: CatchingUp}
      conditions:
      - {type: Ready, status: "False"}
      - {type: Stalled, status: "False"}
      - {type: AwaitingPromotion, status: Unknown}
      """;

  private final List<Sink> sinks = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final OperatorMetrics metrics = new OperatorMetrics(sinks::stream, nanos::get);

  @Test
  void aSinkIsShownAsItsStatusSays() {
    sinks.add(sink("shop", "avro-sink", SHOWN));
    sinks.add(sink("shop", "another", "status: created\n"));
    sinks.add(sink("shop", "without-a-status", null));

    var labels = "name=\"avro-sink\",namespace=\"shop\",sink=\"headgate-shop-avro-sink\"";
    assertThat(ofSinks())
        .containsExactlyInAnyOrder(
            "headgate_operator_sink_status{" + labels + ",status=\"running\"} 1.0",
            "headgate_operator_sink_cutover_step{" + labels + ",step=\"CatchingUp\"} 1.0",
            "headgate_operator_sink_ready{" + labels + "} 0.0",
            "headgate_operator_sink_stalled{" + labels + "} 0.0",
            "headgate_operator_sink_topic_matches{" + labels + "} 1.0",
            "headgate_operator_sink_worker_update_pending{" + labels + "} 0.0",
            "headgate_operator_sink_status{name=\"another\",namespace=\"shop\",sink=\"\",status=\"created\"}"
                + " 1.0");
  }

  @Test
  void aSinkThatIsGoneHasNoSeries() {
    sinks.add(sink("shop", "avro-sink", SHOWN));
    assertThat(ofSinks()).isNotEmpty();

    sinks.clear();

    assertThat(ofSinks()).isEmpty();
  }

  @Test
  void reconciliationsAreTimedAndFailuresCountedByKind() throws Exception {
    var reconciliations = metrics.reconciliations();
    assertThat(reconciliations.timeControllerExecution(execution("done", null))).isEqualTo("done");
    assertThatThrownBy(
            () ->
                reconciliations.timeControllerExecution(
                    execution("never", new IllegalStateException("broken"))))
        .hasMessage("broken");
    reconciliations.failedReconciliation(
        sink("shop", "avro-sink", null), new IllegalStateException("broken"), Map.of());

    assertThat(lines())
        .contains(
            "headgate_operator_reconcile_seconds_bucket{kind=\"sink\",le=\"0.005\"} 0",
            "headgate_operator_reconcile_seconds_bucket{kind=\"sink\",le=\"0.05\"} 2",
            "headgate_operator_reconcile_seconds_count{kind=\"sink\"} 2",
            "headgate_operator_reconcile_failures_total{kind=\"sink\"} 1.0")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
  }

  @Test
  void theTableNamesEachOfThem() throws Exception {
    sinks.add(sink("shop", "avro-sink", SHOWN.replace("Unknown", "\"True\"")));
    metrics.reconciliations().timeControllerExecution(execution("done", null));
    metrics.reconciliations().failedReconciliation(sinks.getFirst(), new Exception(), Map.of());
    var told = new TreeSet<String>();
    Pattern.compile("(?m)^# TYPE (headgate_[a-z_]+)")
        .matcher(text())
        .results()
        .forEach(match -> told.add(match.group(1)));
    var documented = new TreeSet<String>();
    Pattern.compile("(?m)^\\| `(headgate_operator_[a-z_]+)` \\|")
        .matcher(Files.readString(Path.of("../docs/operator.md")))
        .results()
        .forEach(match -> documented.add(match.group(1)));

    assertThat(documented).isEqualTo(told).hasSize(9);
  }

  private ControllerExecution<String> execution(String result, RuntimeException thrown) {
    return new ControllerExecution<>() {
      @Override
      public String name() {
        return "reconcile";
      }

      @Override
      public String controllerName() {
        return "sinkreconciler";
      }

      @Override
      public String successTypeName(String value) {
        return value;
      }

      @Override
      public ResourceID resourceID() {
        return new ResourceID("avro-sink", "shop");
      }

      @Override
      public Map<String, Object> metadata() {
        return Map.of();
      }

      @Override
      public String execute() {
        nanos.addAndGet(30_000_000);
        if (thrown != null) {
          throw thrown;
        }
        return result;
      }
    };
  }

  private static Sink sink(String namespace, String name, String status) {
    var sink = new Sink();
    sink.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    if (status != null) {
      sink.setStatus(Serialization.unmarshal(status, SinkStatus.class));
    }
    return sink;
  }

  private Collection<String> ofSinks() {
    return lines().stream().filter(line -> line.startsWith("headgate_operator_sink_")).toList();
  }

  private List<String> lines() {
    return text().lines().toList();
  }

  /** As a running operator serves it. */
  private String text() {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext("/", metrics.handler());
      server.start();
      try (var http = HttpClient.newHttpClient()) {
        var uri = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      } finally {
        server.stop(0);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
