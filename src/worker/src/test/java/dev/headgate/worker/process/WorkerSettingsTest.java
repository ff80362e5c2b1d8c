package dev.headgate.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSettingsTest {

  @TempDir private Path directory;

  private final Map<String, String> environment =
      new HashMap<>(Map.of("HEADGATE_ASSIGNMENTS", "/a", "HEADGATE_TOKEN_FILE", "/t"));

  @Test
  void twoVariablesAreEnough() throws ConfigurationException {
    assertThat(read())
        .isEqualTo(
            new WorkerSettings(
                Path.of("/a"),
                new InetSocketAddress("0.0.0.0", 8080),
                Path.of("/t"),
                Optional.empty(),
                "random",
                Duration.ofSeconds(20),
                Path.of(System.getProperty("java.io.tmpdir")),
                4L << 30));
  }

  @Test
  void everythingCanBeSet() throws ConfigurationException {
    environment.put("HEADGATE_LISTEN", "[::1]:0");
    environment.put("HEADGATE_PORT_FILE", "/p");
    environment.put("HEADGATE_INCARNATION", "i-1");
    environment.put("HEADGATE_STOP_SECONDS", "3600");
    environment.put("HEADGATE_LOG_LEVEL", "debug");
    environment.put("HEADGATE_SPILL_DIRECTORY", directory.toString());
    environment.put("HEADGATE_SPILL_MEBIBYTES", "17");

    assertThat(read())
        .isEqualTo(
            new WorkerSettings(
                Path.of("/a"),
                new InetSocketAddress("::1", 0),
                Path.of("/t"),
                Optional.of(Path.of("/p")),
                "i-1",
                Duration.ofHours(1),
                directory,
                17L << 20));
  }

  /** Kubernetes puts an address of either kind in the place of {@code $(POD_IP)}. */
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:8080, 10.1.2.3, 8080",
    "[fd00::1]:8080, fd00::1, 8080",
    "fd00::1:8080, fd00::1, 8080",
    "::1:0, ::1, 0",
    ":::8080, ::, 8080"
  })
  void theLastColonBeginsThePort(String listen, String host, int port)
      throws ConfigurationException {
    environment.put("HEADGATE_LISTEN", listen);

    assertThat(read().listen()).isEqualTo(new InetSocketAddress(host, port));
  }

  @Test
  void anIpv6AddressWithoutAPortIsRefused() {
    environment.put("HEADGATE_LISTEN", "fd00::1");

    assertThat(problems())
        .containsExactly("HEADGATE_LISTEN is \"fd00::1\": host \"fd00:\" is not known here");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    environment.clear();
    environment.put("HEADGATE_ASSIGNMENTS", "");
    environment.put("HEADGATE_LISTEN", "8080");
    environment.put("HEADGATE_STOP_SECONDS", "20s");
    environment.put("HEADGATE_LOG_LEVEL", "loud");
    environment.put("HEADGATE_SPILL_DIRECTORY", "/no/such/place");
    environment.put("HEADGATE_SPILL_MEBIBYTES", "1G");

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "HEADGATE_ASSIGNMENTS is not set: it names the directory of the assignment files",
            "HEADGATE_TOKEN_FILE is not set: it names the file that holds the control API's token",
            "HEADGATE_LISTEN is \"8080\": write host:port, for example 0.0.0.0:8080",
            "HEADGATE_STOP_SECONDS is \"20s\": write whole seconds from 1 to 3600",
            "HEADGATE_SPILL_DIRECTORY is \"/no/such/place\": name a directory that this process can"
                + " write to",
            "HEADGATE_SPILL_MEBIBYTES is \"1G\": write whole mebibytes from 1 to 1048576",
            "HEADGATE_LOG_LEVEL is \"loud\": write one of ERROR, WARN, INFO, DEBUG, TRACE, OFF");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    environment.put("HEADGATE_LISTEN", "127.0.0.1:65536");
    environment.put("HEADGATE_STOP_SECONDS", "0");

    assertThat(problems()).hasSize(2);
  }

  private WorkerSettings read() throws ConfigurationException {
    return WorkerSettings.from(environment, () -> "random");
  }

  private List<String> problems() {
    return catchThrowableOfType(ConfigurationException.class, this::read).problems();
  }
}
