package dev.headgate.testkit.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Server distributions, unpacked or made once for each user and kept between runs.
 *
 * <p>The directory is {@code headgate/testkit} in the user's cache directory ({@code
 * $XDG_CACHE_HOME}, else {@code ~/.cache}), or what the system property {@code
 * headgate.testkit.cache} says. Deleting it is always safe while no server runs.
 *
 * <p>Safe with any number of threads and processes. A distribution is unpacked beside its place and
 * the first to rename wins; what takes long is made by one while the others wait.
 *
 * @param directory where the distributions are
 */
public record Cache(Path directory) {

  private static final Duration LOCK_POLL = Duration.ofMillis(100);

  /** Opens a tar archive, decompressed. */
  @FunctionalInterface
  public interface Archive {
    InputStream open() throws IOException;
  }

  /** Makes a distribution in an empty directory. */
  @FunctionalInterface
  public interface Maker {
    void into(Path directory) throws IOException;
  }

  /** The running user's cache. */
  public static Cache ofUser() {
    String chosen = System.getProperty("headgate.testkit.cache");
    if (chosen != null) {
      return new Cache(Path.of(chosen).toAbsolutePath());
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path root =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return new Cache(root.resolve("headgate").resolve("testkit").toAbsolutePath());
  }

  /**
   * The directory that holds what {@code archive} does.
   *
   * @param name what tells this archive from every other one, as a file name
   */
  public Path unpacked(String name, Archive archive) throws IOException {
    Path place = directory.resolve(name);
    if (Files.isDirectory(place)) {
      return place;
    }
    Files.createDirectories(directory);
    Path half = Files.createTempDirectory(directory, name + "-");
    try {
      try (TarArchiveInputStream tar = new TarArchiveInputStream(archive.open())) {
        unpack(tar, half);
      }
      Files.move(half, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException somebodyElseWasFirst) {
      // What is there is the same.
    } finally {
      delete(half);
    }
    return place;
  }

  /**
   * The directory that holds what {@code maker} made, now or at an earlier time.
   *
   * @param name what tells this distribution from every other one, as a file name
   * @param progress gets a line if somebody else is at it
   */
  public Path made(String name, Maker maker, Consumer<String> progress) throws IOException {
    Path place = directory.resolve(name);
    if (Files.isDirectory(place)) {
      return place;
    }
    Files.createDirectories(directory);
    try (FileChannel file =
            FileChannel.open(
                directory.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = lock(file, name, progress)) {
      if (Files.notExists(place)) {
        Path half = directory.resolve(name + ".half");
        delete(half); // of a maker that was killed
        Files.createDirectory(half);
        maker.into(half);
        Files.move(half, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return place;
  }

  private static FileLock lock(FileChannel file, String name, Consumer<String> progress)
      throws IOException {
    FileLock lock = lockNow(file);
    if (lock == null) {
      progress.accept("Waiting for somebody else who is making " + name);
    }
    while (lock == null) {
      try {
        Thread.sleep(LOCK_POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while waiting for " + name, e);
      }
      lock = lockNow(file);
    }
    return lock;
  }

  /** A lock is a process's: within one, {@code FileChannel.lock} throws where it should wait. */
  private static FileLock lockNow(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException anotherThreadHasIt) {
      return null;
    }
  }

  private static void unpack(TarArchiveInputStream tar, Path target) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path path = target.resolve(entry.getName()).normalize();
      if (!path.startsWith(target)) {
        throw new IOException("Archive entry %s leads out of the archive.".formatted(entry));
      }
      if (entry.isDirectory()) {
        Files.createDirectories(path);
        continue;
      }
      Files.createDirectories(path.getParent());
      if (entry.isSymbolicLink()) {
        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      } else if (entry.isLink()) {
        Files.createLink(path, target.resolve(entry.getLinkName()).normalize());
      } else {
        Files.copy(tar, path);
        path.toFile().setExecutable((entry.getMode() & 0100) != 0, true);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.notExists(tree)) {
      return;
    }
    List<Path> leavesFirst;
    try (Stream<Path> walk = Files.walk(tree)) {
      leavesFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leavesFirst) {
      Files.delete(path);
    }
  }
}
