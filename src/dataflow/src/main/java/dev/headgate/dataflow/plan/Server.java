package dev.headgate.dataflow.plan;

/**
 * What planning asks about a PostgreSQL server.
 *
 * @param versionNumber {@code server_version_num}, for example 170011
 * @param walLevel {@code wal_level}: {@code minimal}, {@code replica} or {@code logical}
 */
public record Server(int versionNumber, String walLevel) {

  int major() {
    return versionNumber / 10_000;
  }

  /** As people write it, {@code 17.11}. */
  String version() {
    return major() + "." + versionNumber % 10_000;
  }
}
