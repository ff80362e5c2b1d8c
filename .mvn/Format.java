import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Runs google-java-format over every Java source below a directory: {@code check DIRECTORY} or
 * {@code write DIRECTORY}. The build runs it on the toolchain's JDK, because the formatter needs a
 * newer Java than Maven may run on.
 */
class Format {

  private static final Set<String> NOT_OURS = Set.of("target", ".git");

  public static void main(String[] args) throws IOException {
    boolean check = args[0].equals("check");
    List<String> command = new ArrayList<>();
    if (check) {
      command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    } else {
      command.add("--replace");
    }
    command.addAll(sources(Path.of(args[1])));

    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    int exit = formatter.run(System.out, System.err, command.toArray(String[]::new));

    if (check && exit != 0) {
      System.out.println(
          "The sources named above are not formatted. Mend them: mvn -q -N -Pformat");
    }
    System.exit(exit);
  }

  private static List<String> sources(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.isDirectory(entry) && !NOT_OURS.contains(entry.getFileName().toString())) {
          found.addAll(sources(entry));
        } else if (entry.toString().endsWith(".java")) {
          found.add(entry.toString());
        }
      }
    }
    return found;
  }
}
