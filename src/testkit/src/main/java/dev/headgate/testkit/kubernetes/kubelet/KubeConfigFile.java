package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The way to the API server for clients in a pod. They look for a service account's token at a path
 * that cannot be mounted, so a pod that has the token gets a kubeconfig as well.
 */
record KubeConfigFile(URL server, PodDirectory directory) {

  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  /**
   * Writes the file anew and tells of it; no variables for a container that does not mount a token.
   * The token is in the file itself, since not every client follows {@code tokenFile}.
   */
  Map<String, String> variables(Container container, MountPaths mounts, String namespace)
      throws IOException {
    boolean mounted =
        container.getVolumeMounts().stream()
            .anyMatch(mount -> mount.getMountPath().equals(MOUNT_PATH));
    if (!mounted) {
      return Map.of();
    }
    write(Path.of(mounts.apply(MOUNT_PATH)), namespace);
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("KUBERNETES_SERVICE_HOST", server.getHost());
    int port = server.getPort() == -1 ? server.getDefaultPort() : server.getPort();
    variables.put("KUBERNETES_SERVICE_PORT", Integer.toString(port));
    variables.put("KUBECONFIG", directory.kubeconfig().toString());
    return variables;
  }

  private void write(Path account, String namespace) throws IOException {
    Config config =
        new ConfigBuilder()
            .addNewCluster()
            .withName("cluster")
            .withNewCluster()
            .withServer(server.toString())
            .withCertificateAuthority(account.resolve("ca.crt").toString())
            .endCluster()
            .endCluster()
            .addNewUser()
            .withName("pod")
            .withNewUser()
            .withToken(Files.readString(account.resolve("token")))
            .endUser()
            .endUser()
            .addNewContext()
            .withName("pod")
            .withNewContext()
            .withCluster("cluster")
            .withUser("pod")
            .withNamespace(namespace)
            .endContext()
            .endContext()
            .withCurrentContext("pod")
            .build();
    Path beside = directory.root().resolve("kubeconfig_tmp");
    Files.writeString(beside, Serialization.asYaml(config));
    Files.move(
        beside,
        directory.kubeconfig(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
