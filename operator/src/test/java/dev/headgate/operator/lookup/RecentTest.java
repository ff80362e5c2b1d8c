package dev.headgate.operator.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {

  private final List<String> asked = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Recent<Secret> recent = new Recent<>(this::ask, Duration.ofSeconds(5), nanos::get);

  private Optional<Secret> there = Optional.empty();

  @Test
  void whatWasFoundIsAskedForAgainOnlyAfterAWhile() {
    there = Optional.of(secret("old"));
    assertThat(recent.find("shop", "db")).isEqualTo(there);

    there = Optional.of(secret("new"));
    nanos.set(Duration.ofMillis(4_999).toNanos());
    assertThat(recent.find("shop", "db")).contains(secret("old"));

    nanos.set(Duration.ofSeconds(5).toNanos());
    assertThat(recent.find("shop", "db")).contains(secret("new"));
    assertThat(asked).containsExactly("shop/db", "shop/db");
  }

  @Test
  void whatIsMissingIsAskedForEachTime() {
    assertThat(recent.find("shop", "db")).isEmpty();

    there = Optional.of(secret("new"));
    assertThat(recent.find("shop", "db")).isEqualTo(there);
  }

  @Test
  void namespacesAreKeptApart() {
    there = Optional.of(secret("one"));
    recent.find("shop", "db");

    there = Optional.of(secret("other"));
    assertThat(recent.find("store", "db")).contains(secret("other"));
    assertThat(recent.find("shop", "db")).contains(secret("one"));
  }

  private Optional<Secret> ask(String namespace, String name) {
    asked.add(namespace + "/" + name);
    return there;
  }

  private static Secret secret(String password) {
    return new SecretBuilder().withStringData(Map.of("password", password)).build();
  }
}
