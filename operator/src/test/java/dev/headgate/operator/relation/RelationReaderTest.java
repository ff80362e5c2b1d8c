package dev.headgate.operator.relation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.v1alpha1.LocalReference;
import dev.headgate.api.v1alpha1.PinnedRelation;
import dev.headgate.api.v1alpha1.Relation;
import dev.headgate.api.v1alpha1.RelationSpec;
import dev.headgate.api.v1alpha1.RelationStatus;
import dev.headgate.dataflow.relation.Relation.Column;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.time.Domain;
import dev.headgate.operator.lookup.Lookup;
import dev.headgate.operator.status.Conditions;
import dev.headgate.operator.status.Resolved;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class RelationReaderTest {

  private static final PinnedRelation PIN =
      new PinnedRelation(
          "public.orders",
          16400L,
          List.of(new PinnedRelation.Column("key_col", "id")),
          "7100/16384");

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void aReadyRelationIsFoundAsItWasPinned() {
    given(new RelationStatus(1L, PIN, ready(Conditions.Status.TRUE, "Resolved", "")));

    assertThat(read()).isEqualTo(Resolved.found(pinned()));
  }

  @Test
  void aDatabaseThatDoesNotAnswerTakesNothingAway() {
    given(new RelationStatus(1L, PIN, ready(Conditions.Status.UNKNOWN, "Unreachable", "no")));

    assertThat(read()).isEqualTo(Resolved.found(pinned()));
  }

  @Test
  void aRelationThatIsNotReadyGivesItsOwnReason() {
    given(new RelationStatus(1L, PIN, ready(Conditions.Status.FALSE, "TableReplaced", "gone")));

    assertThat(read()).isEqualTo(Resolved.missing("TableReplaced", "gone"));
  }

  @Test
  void aRelationThatWasNeverPinnedGivesItsOwnReason() {
    given(new RelationStatus(1L, null, ready(Conditions.Status.UNKNOWN, "Unreachable", "no")));

    assertThat(read()).isEqualTo(Resolved.missing("Unreachable", "no"));
  }

  @Test
  void aRelationWithoutStatusIsNotYetResolved() {
    given(null);

    assertThat(read())
        .isEqualTo(
            Resolved.missing(
                RelationReader.NOT_YET_RESOLVED,
                "Relation matview-3 was not yet looked up in its database: that follows by"
                    + " itself"));
  }

  @Test
  void aRelationThatDoesNotExistIsWaitedFor() {
    assertThat(read())
        .isEqualTo(
            Resolved.missing(
                RelationReader.RELATION_NOT_FOUND,
                "Relation matview-3 does not exist in namespace shop: create it, or name another in"
                    + " spec.from; it is taken up as soon as it appears"));
  }

  private Resolved<ResolvedRelation> read() {
    return new RelationReader(Lookup.live(client, Relation.class)).relation("shop", "matview-3");
  }

  private static ResolvedRelation pinned() {
    return new ResolvedRelation(
        new dev.headgate.dataflow.relation.Relation(
            "matview-3",
            16400,
            new TableName("public", "orders"),
            List.of(new Column("key_col", "id"))),
        "shop-db",
        new Domain("7100", 16384));
  }

  private static List<Condition> ready(Conditions.Status status, String reason, String message) {
    return Conditions.after(List.of(), 1, Instant.EPOCH)
        .set("Ready", status, reason, message)
        .list();
  }

  private void given(RelationStatus status) {
    var relation = new Relation();
    relation.setMetadata(
        new ObjectMetaBuilder().withName("matview-3").withNamespace("shop").build());
    relation.setSpec(
        new RelationSpec(
            new RelationSpec.Postgres(new LocalReference("shop-db"), "public.orders", null)));
    relation.setStatus(status);
    server
        .expect()
        .get()
        .withPath("/apis/headgate.dev/v1alpha1/namespaces/shop/relations/matview-3")
        .andReturn(200, relation)
        .always();
  }
}
