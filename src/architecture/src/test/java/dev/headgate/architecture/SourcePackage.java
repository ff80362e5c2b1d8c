package dev.headgate.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A package with classes in the main sources of some module. */
record SourcePackage(Path directory, String name) {

  private static final Path ROOT = Path.of("src", "main", "java");

  static List<SourcePackage> under(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files
          .filter(SourcePackage::isClass)
          .map(Path::getParent)
          .distinct()
          .sorted()
          .flatMap(SourcePackage::inMainSources)
          .toList();
    }
  }

  private static boolean isClass(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".java") && !name.equals("package-info.java");
  }

  private static Stream<SourcePackage> inMainSources(Path directory) {
    for (Path root = directory; root != null; root = root.getParent()) {
      if (root.endsWith(ROOT)) {
        String name = root.relativize(directory).toString();
        return Stream.of(
            new SourcePackage(
                directory, name.replace(directory.getFileSystem().getSeparator(), ".")));
      }
    }
    return Stream.empty();
  }
}
