package dev.headgate.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final BlockingQueue<String> progress = new LinkedBlockingQueue<>();

  @Test
  void whileOneThreadMakesADistributionAnotherWaitsForIt() throws Exception {
    Cache cache = new Cache(directory);
    CompletableFuture<Void> atIt = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    CompletableFuture<Path> first =
        inBackground(
            () ->
                cache.made(
                    "tool",
                    half -> {
                      atIt.complete(null);
                      goOn.join();
                      Files.writeString(half.resolve("by"), "first");
                    },
                    progress::add));
    atIt.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    CompletableFuture<Path> second =
        inBackground(() -> cache.made("tool", this::never, progress::add));

    assertThat(progress.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo("Waiting for somebody else who is making tool");
    assertThat(second).isNotDone();
    goOn.complete(null);

    Path made = second.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(made).isEqualTo(first.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertThat(made.resolve("by")).hasContent("first");
  }

  @Test
  void whileAnotherProcessMakesADistributionThisOneWaitsForIt() throws Exception {
    Process other = otherMaker();
    try {
      CompletableFuture<Path> here =
          inBackground(() -> new Cache(directory).made("tool", this::never, progress::add));
      assertThat(progress.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).startsWith("Waiting");

      other.getOutputStream().close();

      assertThat(here.get(LIMIT.toSeconds(), TimeUnit.SECONDS).resolve("by"))
          .hasContent("the other process");
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void whatAKilledProcessLeftHalfMadeIsMadeAgain() throws Exception {
    Process other = otherMaker();
    CompletableFuture<Path> here =
        inBackground(
            () ->
                new Cache(directory)
                    .made("tool", half -> Files.createFile(half.resolve("here")), progress::add));
    assertThat(progress.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).startsWith("Waiting");
    assertThat(directory.resolve("tool")).doesNotExist();

    other.destroyForcibly();

    assertThat(here.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isDirectoryContaining("glob:**/here")
        .isDirectoryNotContaining("glob:**/by");
  }

  @Test
  void aMakerThatFailsIsAskedAgain() throws Exception {
    Cache cache = new Cache(directory);
    List<String> asked = new ArrayList<>();
    Cache.Maker failsAtFirst =
        half -> {
          asked.add("once more");
          Files.createFile(half.resolve("part"));
          if (asked.size() == 1) {
            throw new IOException("no space left");
          }
        };

    assertThatThrownBy(() -> cache.made("tool", failsAtFirst, progress::add))
        .hasMessage("no space left");
    assertThat(directory.resolve("tool")).doesNotExist();

    assertThat(cache.made("tool", failsAtFirst, progress::add).resolve("part")).exists();
    assertThat(asked).hasSize(2);
    assertThat(progress).isEmpty();
  }

  private void never(Path half) {
    throw new AssertionError("somebody else has made it; asked for " + half);
  }

  private static CompletableFuture<Path> inBackground(Callable<Path> task) {
    CompletableFuture<Path> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(task.call());
              } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Another JVM that has begun to make "tool" and goes on when its standard input ends. */
  private Process otherMaker() throws Exception {
    List<String> command = JavaCommand.java(Path.of(System.getProperty("java.io.tmpdir")));
    command.addAll(
        List.of("-cp", JavaCommand.classPath(), OtherMaker.class.getName(), directory.toString()));
    Process other =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    await("the other process to begin")
        .atMost(LIMIT)
        .until(() -> Files.exists(directory.resolve("tool.half").resolve("by")));
    return other;
  }

  static final class OtherMaker {
    public static void main(String[] args) throws Exception {
      new Cache(Path.of(args[0]))
          .made(
              "tool",
              half -> {
                Files.writeString(half.resolve("by"), "the other process");
                System.in.read();
              },
              line -> {});
    }
  }
}
