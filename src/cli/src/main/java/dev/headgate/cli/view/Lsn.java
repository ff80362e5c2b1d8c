package dev.headgate.cli.view;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Distances between positions as PostgreSQL prints them. */
final class Lsn {

  private static final int HEX = 16;
  private static final int LOW_BITS = 32;
  private static final long KIB = 1024;

  private Lsn() {}

  /** How many bytes of WAL {@code behind} is behind {@code ahead}; empty if one is not known. */
  static OptionalLong distance(String behind, String ahead) {
    var from = parse(behind);
    var to = parse(ahead);
    return from.isPresent() && to.isPresent()
        ? OptionalLong.of(Math.max(0, to.get() - from.get()))
        : OptionalLong.empty();
  }

  private static Optional<Long> parse(String lsn) {
    if (lsn == null) {
      return Optional.empty();
    }
    var halves = lsn.split("/", -1);
    if (halves.length != 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (Long.parseUnsignedLong(halves[0], HEX) << LOW_BITS)
              | Long.parseUnsignedLong(halves[1], HEX));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static String bytes(long count) {
    if (count < KIB) {
      return count + " B";
    }
    double size = count;
    for (var unit : new String[] {"KiB", "MiB", "GiB"}) {
      size /= KIB;
      if (size < KIB) {
        return String.format(Locale.ROOT, "%.1f %s", size, unit);
      }
    }
    return String.format(Locale.ROOT, "%.1f TiB", size / KIB);
  }
}
