package dev.headgate.testkit.kubernetes.kubelet;

/** What a probe's verdict is for. */
enum ProbeKind {
  STARTUP,
  READINESS,
  LIVENESS
}
