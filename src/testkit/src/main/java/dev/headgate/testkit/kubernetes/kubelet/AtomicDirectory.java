package dev.headgate.testkit.kubernetes.kubelet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A volume's directory whose files change all at once, in the way that the kubelet's atomic writer
 * does it: each set of files is in a directory of its own, {@code ..data} links to the newest, and
 * what programs open are links through {@code ..data}.
 *
 * <p>Not thread-safe.
 */
final class AtomicDirectory {

  private static final String DATA = "..data";

  private final Path directory;
  private Map<String, VolumeFile> current = Map.of();
  private long generation;

  /**
   * @param directory is there and empty
   */
  AtomicDirectory(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory hold exactly {@code files}, by path relative to it. */
  void write(Map<String, VolumeFile> files) throws IOException {
    if (generation > 0 && files.equals(current)) {
      return;
    }
    generation++;
    Path fresh = Files.createDirectory(directory.resolve("..generation_" + generation));
    for (Map.Entry<String, VolumeFile> file : files.entrySet()) {
      create(fresh.resolve(file.getKey()), file.getValue());
    }
    Path data = directory.resolve(DATA);
    Path old = generation > 1 ? data.toRealPath() : null;
    replaceLink(data, fresh.getFileName());
    Set<String> visible =
        files.keySet().stream()
            .map(path -> Path.of(path).getName(0).toString())
            .collect(Collectors.toSet());
    for (String name : visible) {
      if (!Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(directory.resolve(name), Path.of(DATA, name));
      }
    }
    removeOthers(visible);
    if (old != null) {
      Trees.delete(old);
    }
    current = Map.copyOf(files);
  }

  private static void create(Path path, VolumeFile file) throws IOException {
    Files.createDirectories(path.getParent());
    try (SeekableByteChannel out =
        Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer content = file.content().duplicate();
      while (content.hasRemaining()) {
        out.write(content);
      }
    }
    Files.setPosixFilePermissions(path, permissions(file.mode()));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < text.length(); i++) {
      if ((mode & (0400 >> i)) == 0) {
        text.setCharAt(i, '-');
      }
    }
    return PosixFilePermissions.fromString(text.toString());
  }

  private static void replaceLink(Path link, Path target) throws IOException {
    Path beside = link.resolveSibling(link.getFileName() + "_tmp");
    Files.deleteIfExists(beside);
    Files.createSymbolicLink(beside, target);
    Files.move(beside, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void removeOthers(Set<String> visible) throws IOException {
    List<Path> links;
    try (Stream<Path> entries = Files.list(directory)) {
      links = entries.filter(Files::isSymbolicLink).toList();
    }
    for (Path link : links) {
      String name = link.getFileName().toString();
      if (!name.equals(DATA) && !visible.contains(name)) {
        Files.delete(link);
      }
    }
  }
}
