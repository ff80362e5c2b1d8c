package dev.headgate.testkit.kubernetes.kubelet;

import dev.headgate.testkit.process.Watchdog;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What all pods of one kubelet share.
 *
 * @param client fails at once rather than try again; closed by the kubelet
 * @param directory absolute; every pod has its own below it
 * @param watchdog over that directory and every container's process
 * @param environment this process's own, of which containers get very little
 */
record Host(
    KubernetesClient client,
    Images images,
    KubeletSettings settings,
    AddressBlock addresses,
    Path directory,
    Watchdog watchdog,
    Clock clock,
    Map<String, String> environment) {}
