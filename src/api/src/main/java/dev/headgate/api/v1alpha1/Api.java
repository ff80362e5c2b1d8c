package dev.headgate.api.v1alpha1;

/** Names that all kinds share. */
public final class Api {

  public static final String GROUP = "headgate.dev";
  public static final String VERSION = "v1alpha1";

  private Api() {}
}
