package dev.headgate.kafka.registry;

import java.net.URI;

/** A request that the schema registry did not fulfil. The message names the registry. */
public abstract sealed class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private RegistryException(String message, Throwable cause) {
    super(message, cause);
  }

  /** It did not answer, or answered that it cannot at the moment. Trying again may help. */
  public static final class Unreachable extends RegistryException {
    private static final long serialVersionUID = 1;

    Unreachable(URI registry, String doing, String why, Throwable cause) {
      super(
          "Schema registry %s did not answer while %s: %s. Check the address, the network between and the registry."
              .formatted(registry, doing, why),
          cause);
    }
  }

  /** It does not know the credentials, or they do not allow the request. */
  public static final class Unauthorized extends RegistryException {
    private static final long serialVersionUID = 1;

    Unauthorized(URI registry, String doing, String text) {
      super(
          "Schema registry %s denied access while %s: %s. Check the Connection's credentials."
              .formatted(registry, doing, text),
          null);
    }
  }

  /** It refuses a schema that does not fit the subject's earlier ones. */
  public static final class Incompatible extends RegistryException {
    private static final long serialVersionUID = 1;

    Incompatible(URI registry, String doing, String text) {
      super(
          "Schema registry %s found an incompatible schema while %s: %s"
              .formatted(registry, doing, text),
          null);
    }
  }

  /** It refuses something that is no valid schema or setting. */
  public static final class Invalid extends RegistryException {
    private static final long serialVersionUID = 1;

    Invalid(URI registry, String doing, String text) {
      super(
          "Schema registry %s found the request invalid while %s: %s"
              .formatted(registry, doing, text),
          null);
    }
  }

  /** It answered what a registry does not answer. */
  public static final class Unexpected extends RegistryException {
    private static final long serialVersionUID = 1;

    Unexpected(URI registry, String doing, String what, Throwable cause) {
      super(
          "%s answered unexpectedly while %s: %s. Check that the URL is that of a schema registry."
              .formatted(registry, doing, what),
          cause);
    }
  }
}
