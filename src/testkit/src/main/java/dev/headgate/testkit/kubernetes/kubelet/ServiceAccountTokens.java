package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokens of one pod's service account, bound to the pod, asked for by the TokenRequest API and kept
 * until four fifths of their life are over, as the kubelet does.
 *
 * <p>Not thread-safe.
 */
final class ServiceAccountTokens {

  /** What the API server takes for 3600; it answers with how long it is really good for. */
  private static final long DEFAULT_SECONDS = 3_600;

  private record Wanted(String audience, long seconds) {}

  private record Held(String token, Instant renewal) {}

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<Wanted, Held> held = new HashMap<>();

  ServiceAccountTokens(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  String token(Pod pod, ServiceAccountTokenProjection projection) {
    Long seconds = projection.getExpirationSeconds();
    String audience = projection.getAudience() == null ? "" : projection.getAudience();
    Wanted wanted = new Wanted(audience, seconds == null ? DEFAULT_SECONDS : seconds);
    Held known = held.get(wanted);
    if (known == null || !clock.instant().isBefore(known.renewal())) {
      known = request(pod, wanted);
      held.put(wanted, known);
    }
    return known.token();
  }

  private Held request(Pod pod, Wanted wanted) {
    TokenRequestBuilder request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(wanted.seconds())
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec();
    if (!wanted.audience().isEmpty()) {
      request.editSpec().withAudiences(wanted.audience()).endSpec();
    }
    TokenRequest answer =
        client
            .serviceAccounts()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getSpec().getServiceAccountName())
            .tokenRequest(request.build());
    Instant now = clock.instant();
    Duration life =
        Duration.between(now, Instant.parse(answer.getStatus().getExpirationTimestamp()));
    return new Held(answer.getStatus().getToken(), now.plus(life.multipliedBy(4).dividedBy(5)));
  }
}
