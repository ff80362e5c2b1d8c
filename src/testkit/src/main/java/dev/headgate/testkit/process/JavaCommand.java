package dev.headgate.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines that start a JVM of the kind that runs this one. */
public final class JavaCommand {

  private JavaCommand() {}

  /**
   * {@code java} of the running JVM with the options that every server's JVM gets, to be added to.
   */
  public static List<String> java(Path temporaryDirectory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Both would leave files outside the server's directory when it is killed.
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + temporaryDirectory);
    return command;
  }

  /**
   * The class path of the running JVM with absolute entries. Surefire, which starts its JVM with a
   * jar that holds a manifest only, puts the whole class path into the property; where something
   * else does so and does not, that jar serves as well.
   */
  public static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
