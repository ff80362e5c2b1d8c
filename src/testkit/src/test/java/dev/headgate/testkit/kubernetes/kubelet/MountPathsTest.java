package dev.headgate.testkit.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountPathsTest {

  private final MountPaths paths =
      new MountPaths(Map.of("/etc/app", Path.of("/v/app"), "/etc/app/tls", Path.of("/v/tls")));

  @ParameterizedTest
  @CsvSource({
    "/etc/app, /v/app",
    "/etc/app/a.yaml, /v/app/a.yaml",
    "/etc/app/tls/key, /v/tls/key",
    "--config=/etc/app/a, --config=/v/app/a",
    "file:///etc/app/a, file:///v/app/a",
    "/etc/app:/etc/app/tls, /v/app:/v/tls",
    "cat '/etc/app'; ls /etc/app/*, cat '/v/app'; ls /v/app/*",
  })
  void aMountPathAtTheStartOfAPathIsReplaced(String text, String replaced) {
    assertThat(paths.apply(text)).isEqualTo(replaced);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/application",
        "/etc/app.d/x",
        "/root/etc/app",
        "$(DIR)/etc/app",
        "./etc/app"
      })
  void whatOnlyLooksLikeAMountPathStays(String text) {
    assertThat(paths.apply(text)).isEqualTo(text);
  }

  @Test
  void aDirectoryBelowAnotherMountPathIsNotReplacedAgain() {
    MountPaths temporary = new MountPaths(Map.of("/tmp", Path.of("/tmp/pod/volumes/tmp")));

    assertThat(temporary.apply("/tmp/x")).isEqualTo("/tmp/pod/volumes/tmp/x");
  }
}
