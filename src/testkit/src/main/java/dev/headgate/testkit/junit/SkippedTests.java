package dev.headgate.testkit.junit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Counts the tests that a run leaves out for one reason, and says so when the run ends. */
final class SkippedTests implements AutoCloseable {

  private final String reason;
  private final Consumer<String> summary;
  private final AtomicInteger count = new AtomicInteger();

  SkippedTests(String reason, Consumer<String> summary) {
    this.reason = reason;
    this.summary = summary;
  }

  /** Adds the test methods of a class, each once however often it would have run. */
  void add(Class<?> testClass) {
    count.addAndGet(
        AnnotationSupport.findAnnotatedMethods(
                testClass, Testable.class, HierarchyTraversalMode.TOP_DOWN)
            .size());
  }

  @Override
  public void close() {
    summary.accept("Skipped tests: %d, as there is %s".formatted(count.get(), reason));
  }
}
