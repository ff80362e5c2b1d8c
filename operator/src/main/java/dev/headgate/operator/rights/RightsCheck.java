package dev.headgate.operator.rights;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what is expected with what the API server answers, each as {@code can-i} would. */
public record RightsCheck(KubernetesClient client) {

  private static final Logger LOG = LoggerFactory.getLogger(RightsCheck.class);

  /** All is as expected. */
  static final int AS_EXPECTED = 0;

  /** Something is not, or the API server does not say; the log names all of it. */
  static final int OTHERWISE = 1;

  /** The file cannot be read as one of expectations. */
  static final int MALFORMED = 2;

  /** As a program: the answer is its exit code. */
  public static int run(Path file) {
    try (var client = new KubernetesClientBuilder().build()) {
      return new RightsCheck(client).of(file);
    }
  }

  int of(Path file) {
    try {
      return of(read(file));
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("{} holds no expectations: {}", file, e.toString());
      return MALFORMED;
    } catch (KubernetesClientException e) {
      LOG.error("the API server does not say what this process may do", e);
      return OTHERWISE;
    }
  }

  private static List<Expectation> read(Path file) throws IOException {
    var expectations =
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .map(Expectation::of)
            .toList();
    if (expectations.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    return expectations;
  }

  private int of(List<Expectation> expectations) {
    var wrong = expectations.stream().filter(e -> mayDo(e) != e.allowed()).toList();
    wrong.forEach(e -> LOG.error("it is not so: {}", e.text()));
    LOG.info("expected={} wrong={}", expectations.size(), wrong.size());
    return wrong.isEmpty() ? AS_EXPECTED : OTHERWISE;
  }

  private boolean mayDo(Expectation expectation) {
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withResourceAttributes(expectation.action())
            .endSpec()
            .build();
    var answer = client.authorization().v1().selfSubjectAccessReview().create(review);
    return Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
