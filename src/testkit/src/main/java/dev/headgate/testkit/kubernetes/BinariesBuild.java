package dev.headgate.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Makes Kubernetes' programs where there are none. */
@FunctionalInterface
interface BinariesBuild {

  /**
   * Puts all of {@link KubernetesBinaries#PROGRAMS} into an empty directory.
   *
   * @param progress gets a line for each step
   */
  void into(Path directory, Consumer<String> progress) throws IOException;
}
