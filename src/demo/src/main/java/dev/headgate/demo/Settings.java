package dev.headgate.demo;

import dev.headgate.demo.stage.Sabotage;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What the demo is asked for, by system properties.
 *
 * @param keep {@code keep}: stay up instead of cutting over; any value but {@code false} counts
 * @param kubernetes {@code kubernetes}: {@code false} does without an API server, even where one
 *     can be had
 * @param sabotage {@code sabotage}: {@code drop-one} or {@code double-one}
 * @param directory {@code demo.directory}: where files for other programs are written
 * @param crds {@code demo.crds}: where the CustomResourceDefinitions are
 */
record Settings(boolean keep, boolean kubernetes, Sabotage sabotage, Path directory, Path crds) {

  private static final String NO = "false";

  static Settings of(Properties properties) {
    return new Settings(
        !properties.getProperty("keep", NO).equals(NO),
        !properties.getProperty("kubernetes", "").equals(NO),
        Sabotage.of(properties.getProperty("sabotage", "")),
        Path.of(properties.getProperty("demo.directory", "target")).toAbsolutePath().normalize(),
        Path.of(properties.getProperty("demo.crds", "../../crds")).toAbsolutePath().normalize());
  }
}
