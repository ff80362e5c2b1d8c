package dev.headgate.operator.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.testkit.junit.RequiresKubernetes;
import dev.headgate.testkit.kubernetes.KubernetesServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresKubernetes
class RightsCheckTest {

  private static final String NAMESPACE = "rights";

  private final KubernetesServer kubernetes;
  @TempDir Path directory;
  private KubernetesClient reader;

  RightsCheckTest(KubernetesServer kubernetes) {
    this.kubernetes = kubernetes;
  }

  @BeforeEach
  void bindReader() {
    kubernetes.makeNamespace(NAMESPACE);
    apply("create role reader --verb=get,patch --resource=deployments.apps/status,secrets");
    apply("create rolebinding reader --role=reader --user=reader");
    reader = kubernetes.clientAs("reader", "system:authenticated");
  }

  private void apply(String create) {
    var command = "%s -n %s --dry-run=client -o yaml".formatted(create, NAMESPACE);
    var object = kubernetes.kubectl(command.split(" "));
    kubernetes
        .client()
        .load(new ByteArrayInputStream(object.getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }

  @AfterEach
  void closeReader() {
    reader.close();
  }

  @Test
  void whatIsAllowedAndWhatIsDeniedAreBothChecked() throws IOException {
    assertThat(
            check(
                """
                allowed get secrets rights
                allowed patch deployments.apps/status rights

                denied patch deployments.apps rights
                denied get secrets *
                denied delete secrets rights
                """))
        .isEqualTo(RightsCheck.AS_EXPECTED);
  }

  @Test
  void aRightThatIsMissingIsFound() throws IOException {
    assertThat(check("allowed get secrets rights\nallowed list secrets rights\n"))
        .isEqualTo(RightsCheck.OTHERWISE);
  }

  @Test
  void aRightTooManyIsFound() throws IOException {
    assertThat(check("denied get secrets rights\n")).isEqualTo(RightsCheck.OTHERWISE);
  }

  @Test
  void aFileThatSaysNothingPassesForNothing() throws IOException {
    assertThat(check("\n")).isEqualTo(RightsCheck.MALFORMED);
    assertThat(check("perhaps get secrets rights\n")).isEqualTo(RightsCheck.MALFORMED);
  }

  private int check(String expectations) throws IOException {
    return new RightsCheck(reader).of(Files.writeString(directory.resolve("rights"), expectations));
  }
}
