package dev.headgate.testkit.kubernetes.kubelet;

/** Why a container waits: what is missing may come, so it is tried again. */
final class CannotStart extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason as in {@code state.waiting.reason}
   */
  CannotStart(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A reference of the container's environment leads nowhere. */
  static CannotStart config(String message) {
    return new CannotStart("CreateContainerConfigError", message);
  }

  /** A volume cannot be filled; Kubernetes says why in an event only. */
  static CannotStart volume(String volume, String message) {
    return new CannotStart(
        "ContainerCreating",
        "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume, message));
  }

  String reason() {
    return reason;
  }
}
