package dev.headgate.operator.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks again only after a while, for objects that many refer to and that may not be watched.
 *
 * <p>What is missing is asked for each time: somebody is about to create it.
 */
public final class Recent<T extends HasMetadata> implements Lookup<T> {

  private record Name(String namespace, String name) {}

  private final Lookup<T> source;
  private final Cache<Name, T> found;

  /**
   * @param age how old an answer may be
   */
  public Recent(Lookup<T> source, Duration age, Ticker ticker) {
    this.source = source;
    this.found = Caffeine.newBuilder().expireAfterWrite(age).ticker(ticker).build();
  }

  @Override
  public Optional<T> find(String namespace, String name) {
    return Optional.ofNullable(
        found.get(
            new Name(namespace, name),
            key -> source.find(key.namespace(), key.name()).orElse(null)));
  }
}
