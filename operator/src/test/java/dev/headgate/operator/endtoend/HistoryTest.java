package dev.headgate.operator.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.SinkStatus.ChangedBy;
import dev.headgate.api.v1alpha1.SinkStatus.HistoryEntry;
import dev.headgate.testkit.kafka.KafkaServer;
import dev.headgate.testkit.load.TestDatabase;
import dev.headgate.testkit.postgres.PostgresServer;
import dev.headgate.testkit.registry.SchemaRegistryServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code status.history} tells of versions, on a real API server. */
@SharedPlatform
class HistoryTest {

  private final Platform platform;
  private SinkUnderTest sink;

  HistoryTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void makeSink(KafkaServer kafka, PostgresServer postgres, SchemaRegistryServer registry)
      throws Exception {
    sink = new SinkUnderTest(platform, kafka, registry, TestDatabase.withTables(postgres));
  }

  @AfterEach
  void closeSink() throws Exception {
    sink.close();
  }

  @Test
  void eachVersionTellsWhoChangedFromAndWhereItBegins() throws Exception {
    sink.startWithMatviews();
    sink.settle();

    sink.applySink("matview-2", "argocd-controller");
    var second = sink.untilReady("matview-2");
    sink.applyBeside("someone-else");
    sink.settle();
    sink.edit("matview-1", "kubectl-edit");
    var third = sink.untilReady("matview-1");

    assertThat(second.cutover().changedBy().manager()).isEqualTo("argocd-controller");
    assertThat(third.history())
        .extracting(HistoryEntry::relation)
        .containsExactly("matview-1", "matview-2", "matview-1");
    assertThat(third.history().getFirst().changedBy()).isNull();
    assertThat(third.history().subList(1, 3))
        .extracting(HistoryEntry::changedBy)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(
            new ChangedBy("argocd-controller", "Apply", null),
            new ChangedBy("kubectl-edit", "Update", null));
    assertThat(third.history().getFirst().offsets()).containsExactly(0L, 0L, 0L);
    assertThat(total(third.history().get(1))).isPositive();
    assertThat(total(third.history().get(2))).isGreaterThan(total(third.history().get(1)));
    sink.requireExact();
  }

  private static long total(HistoryEntry entry) {
    List<Long> offsets = entry.offsets();
    assertThat(offsets).hasSize(3);
    return offsets.stream().mapToLong(Long::longValue).sum();
  }
}
