package dev.headgate.testkit.junit;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Servers that test classes use one after the other. Classes that run at the same time are in
 * different lanes, so that none sees what another one does to its servers; a run has as many lanes
 * as classes run at once, and closes them at its end.
 *
 * <p>Not thread-safe: one class at a time.
 */
public final class Lane {

  private static final Namespace LANES = Namespace.create(Lane.class);

  private final SequencedMap<Class<?>, AutoCloseable> servers = new LinkedHashMap<>();

  Lane() {}

  /** The lane of a test class, from when it is first asked for until the class has ended. */
  public static Lane of(ExtensionContext context) {
    var lanes =
        context
            .getRoot()
            .getStore(LANES)
            .computeIfAbsent(Lanes.class, t -> new Lanes(), Lanes.class);
    return outermostClass(context)
        .getStore(LANES)
        .computeIfAbsent(Lanes.Taken.class, type -> lanes.take(), Lanes.Taken.class)
        .lane();
  }

  private static ExtensionContext outermostClass(ExtensionContext context) {
    var above = context.getParent().orElseThrow();
    return above == context.getRoot() ? context : outermostClass(above);
  }

  /** The lane's server of that type, which is launched when it is first asked for. */
  public <T extends AutoCloseable> T server(Class<T> type, Supplier<T> launch) {
    var there = servers.get(type);
    if (there != null) {
      return type.cast(there);
    }
    // What it stands on is asked for within, and so comes before it.
    var launched = launch.get();
    servers.put(type, launched);
    return launched;
  }

  /** Closes the servers, the last one first, even if one of them fails to. */
  void close() throws Exception {
    if (servers.isEmpty()) {
      return;
    }
    try {
      servers.pollLastEntry().getValue().close();
    } finally {
      close();
    }
  }
}
