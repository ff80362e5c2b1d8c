package dev.headgate.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.junit.SharedServers;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Of a ConfigMap, as any object may have Events. */
@SharedServers
@RequiresKubernetes
class EventRecorderTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");

  private final KubernetesServer kubernetes;
  private final KubernetesClient client;
  private final EventRecorder recorder;
  private String namespace;
  private ConfigMap subject;

  EventRecorderTest(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
    this.client = kubernetes.client();
    this.recorder = new EventRecorder(client, () -> NOON, "operator-0");
  }

  @BeforeEach
  void makeSubject() {
    namespace = "events-" + UUID.randomUUID();
    kubernetes.makeNamespace(namespace);
    subject =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("subject")
                    .withNamespace(namespace)
                    .endMetadata()
                    .build())
            .create();
  }

  @AfterEach
  void deleteNamespace() {
    client.namespaces().withName(namespace).delete();
  }

  @Test
  void anEventSaysWhatHappenedToWhatAndWhoSaysSo() {
    recorder.publish(subject, List.of(stalled("first")));

    var event = event();
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("Stalled");
    assertThat(event.getMessage()).isEqualTo("no answer");
    assertThat(event.getCount()).isEqualTo(1);
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T12:00:00.123456Z");
    assertThat(event.getLastTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(event.getReportingComponent()).isEqualTo("headgate-operator");
    assertThat(event.getReportingInstance()).isEqualTo("operator-0");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo(subject.getMetadata().getUid());
  }

  @Test
  void kubectlShowsIt() {
    recorder.publish(subject, List.of(stalled("first")));

    assertThat(kubernetes.kubectl("describe", "configmap", "subject", "-n", namespace))
        .containsPattern("Warning +Stalled +\\S+ +headgate-operator +no answer");
    assertThat(kubernetes.kubectl("get", "events", "-n", namespace, "--no-headers"))
        .containsPattern("Warning +Stalled +configmap/subject +no answer");
  }

  @Test
  void theSameOccurrencePublishedAgainChangesNothing() {
    recorder.publish(subject, List.of(stalled("first")));
    var written = event().getMetadata().getResourceVersion();

    anotherOperator().publish(subject, List.of(stalled("first")));

    assertThat(event().getMetadata().getResourceVersion()).isEqualTo(written);
  }

  @Test
  void whatComesAgainIsCounted() {
    recorder.publish(subject, List.of(stalled("first")));

    anotherOperator()
        .publish(
            subject,
            List.of(
                new Notice(
                    Notice.Type.WARNING, "Stalled", "still no answer", "kafka", "second", 3)));

    var event = event();
    assertThat(event.getCount()).isEqualTo(4);
    assertThat(event.getMessage()).isEqualTo("still no answer");
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(event.getLastTimestamp()).isEqualTo("2026-01-01T13:00:00Z");
  }

  @Test
  void whatIsNotTheSameIsAnotherEvent() {
    recorder.publish(
        subject,
        List.of(
            stalled("first"),
            Notice.once(Notice.Type.WARNING, "Stalled", "gone", "slot", "second"),
            Notice.once(Notice.Type.NORMAL, "Running", "it flows", "kafka", "third")));

    assertThat(events()).extracting(Event::getMessage).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aMessageThatIsTooLongIsCut() {
    recorder.publish(
        subject,
        List.of(Notice.once(Notice.Type.WARNING, "Stalled", "\u20ac".repeat(2000), "", "")));

    assertThat(event().getMessage()).endsWith("\u20ac...");
  }

  @Test
  void whereEventsMayNotBePublishedThatIsSaidOnceWithWhatToGrant() {
    try (var log = new Log();
        var nobody = kubernetes.clientAs("system:serviceaccount:nowhere:operator")) {
      var unheard = new EventRecorder(nobody, () -> NOON, "operator-0");

      unheard.publish(subject, List.of(stalled("first"), stalled("second")));
      unheard.publish(subject, List.of(stalled("third")));

      assertThat(log.warnings())
          .hasSize(1)
          .first()
          .asString()
          .contains("the verbs create, get and update on events of the core group")
          .contains("system:serviceaccount:nowhere:operator");
    }
    assertThat(events()).isEmpty();
  }

  @Test
  void aNamespaceThatEndsTakesNoneAndThatIsNothingToWarnOf() {
    // It stays as long as something in it has a finalizer.
    setFinalizers("headgate.dev/test");
    client.namespaces().withName(namespace).delete();
    try (var log = new Log()) {

      recorder.publish(subject, List.of(stalled("first")));

      assertThat(log.warnings()).isEmpty();
    }
    assertThat(events()).isEmpty();
    setFinalizers();
  }

  private void setFinalizers(String... finalizers) {
    client
        .configMaps()
        .inNamespace(namespace)
        .withName("subject")
        .edit(
            there ->
                new ConfigMapBuilder(there)
                    .editMetadata()
                    .withFinalizers(finalizers)
                    .endMetadata()
                    .build());
  }

  private EventRecorder anotherOperator() {
    return new EventRecorder(client, () -> NOON.plusSeconds(3600), "operator-1");
  }

  private static Notice stalled(String occurrence) {
    return Notice.once(Notice.Type.WARNING, "Stalled", "no answer", "kafka", occurrence);
  }

  private Event event() {
    assertThat(events()).hasSize(1);
    return events().getFirst();
  }

  private List<Event> events() {
    return client.v1().events().inNamespace(namespace).list().getItems();
  }

  /** What the recorder logs until this is closed. */
  private static final class Log implements AutoCloseable {
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(EventRecorder.class);

    Log() {
      appender.start();
      logger.addAppender(appender);
    }

    List<String> warnings() {
      return appender.list.stream()
          .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
          .map(ILoggingEvent::getFormattedMessage)
          .toList();
    }

    @Override
    public void close() {
      logger.detachAppender(appender);
    }
  }
}
