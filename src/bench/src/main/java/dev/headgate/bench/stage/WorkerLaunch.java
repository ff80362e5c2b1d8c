package dev.headgate.bench.stage;

import dev.headgate.testkit.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a worker's JVM is started.
 *
 * @param options of the JVM
 * @param classPath what it needs, and no more where that is known
 */
public record WorkerLaunch(List<String> options, String classPath) {

  /**
   * Of a worker as Maven built it.
   *
   * @param module the worker's module after {@code package} with the profile {@code bench}; without
   *     one the worker gets the class path of this JVM
   */
  public static WorkerLaunch of(List<String> options, Optional<Path> module) throws IOException {
    if (module.isEmpty()) {
      return new WorkerLaunch(options, JavaCommand.classPath());
    }
    var target = module.get().toAbsolutePath().normalize().resolve("target");
    return new WorkerLaunch(
        options,
        target.resolve("classes")
            + File.pathSeparator
            + Files.readString(target.resolve("class-path")).strip());
  }
}
