package dev.headgate.testkit.kubernetes.kubelet;

import java.util.function.Consumer;

/**
 * What the containers of one pod share.
 *
 * @param inbox the pod's worker, told of ends and verdicts from any thread
 */
record PodContext(
    PodIdentity identity,
    Host host,
    PodDirectory directory,
    LaunchPlan plan,
    Consumer<PodEvent> inbox) {}
