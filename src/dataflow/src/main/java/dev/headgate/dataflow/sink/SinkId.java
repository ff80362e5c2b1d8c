package dev.headgate.dataflow.sink;

/**
 * A sink's identity in Kafka and PostgreSQL, the same for every pod, version and relation of it:
 * {@code <installation>-<namespace>-<name>}. Key of its progress records and, behind the optional
 * prefix, its {@code transactional.id}.
 *
 * @param value the id, never blank
 */
public record SinkId(String value) {

  public SinkId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a sink id must not be blank");
    }
  }

  public static SinkId of(String installation, String namespace, String name) {
    return new SinkId(installation + "-" + namespace + "-" + name);
  }

  @Override
  public String toString() {
    return value;
  }
}
