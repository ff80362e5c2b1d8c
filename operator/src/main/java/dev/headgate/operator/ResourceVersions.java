package dev.headgate.operator;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The resource versions that a cluster shows, one after the other. They are decimal numbers that
 * grow with each write (KEP-5504); that they go back means that etcd was set back or lost.
 *
 * <p>Not thread-safe.
 */
final class ResourceVersions {

  private Optional<BigInteger> last = Optional.empty();

  /**
   * Takes the newest one.
   *
   * @return what is wrong, for people; empty if it follows the last one
   * @throws NumberFormatException if it is no number
   */
  Optional<String> next(String shown) {
    var version = new BigInteger(shown);
    var before = last;
    last = Optional.of(version);
    return before
        .filter(b -> version.compareTo(b) < 0)
        .map(b -> "the cluster's resource versions went back from %s to %s".formatted(b, version));
  }
}
