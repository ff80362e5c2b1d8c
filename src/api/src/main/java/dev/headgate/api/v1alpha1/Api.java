package dev.headgate.api.v1alpha1;

/** Names that all kinds share. */
public final class Api {

  public static final String GROUP = "headgate.dev";
  public static final String VERSION = "v1alpha1";

  /** Label of what runs a Sink: the Sink's name. */
  public static final String SINK_LABEL = "headgate.dev/sink";

  /** Label of a worker's pod: the Sink's uid, which one of its name that comes later lacks. */
  public static final String SINK_UID_LABEL = "headgate.dev/sink-uid";

  private Api() {}
}
