package dev.headgate.worker.process;

import dev.headgate.control.Assignment;
import dev.headgate.control.AssignmentJson;
import dev.headgate.control.MalformedMessageException;
import dev.headgate.dataflow.sink.SinkId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The assignment files of a directory, one a sink. */
final class Assignments {

  private final AssignmentJson json = new AssignmentJson();
  private final List<Assignment> read = new ArrayList<>();
  private final Map<SinkId, Path> files = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private Assignments() {}

  /**
   * Reads every {@code *.json} of {@code directory}, in the order of their names. What a file says
   * of a grant is left out: only a live request begins a cutover.
   *
   * @throws ConfigurationException if there is none, or with all that is wrong in any of them
   */
  static List<Assignment> in(Path directory) throws ConfigurationException {
    var assignments = new Assignments();
    for (var file : assignments.list(directory)) {
      assignments.add(file);
    }
    if (!assignments.problems.isEmpty()) {
      throw new ConfigurationException(assignments.problems);
    }
    return List.copyOf(assignments.read);
  }

  private List<Path> list(Path directory) throws ConfigurationException {
    try (var entries = Files.list(directory)) {
      var found = entries.filter(Assignments::isAssignment).sorted().toList();
      if (found.isEmpty()) {
        problems.add(
            "%s names %s, which holds no *.json: put one assignment a sink there"
                .formatted(WorkerSettings.ASSIGNMENTS, directory));
      }
      return found;
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s names %s, which cannot be listed as a directory: %s"
              .formatted(WorkerSettings.ASSIGNMENTS, directory, e),
          e);
    }
  }

  /** Kubernetes puts the files of a Secret behind symbolic links, beside hidden directories. */
  private static boolean isAssignment(Path file) {
    return file.getFileName().toString().endsWith(".json") && Files.isRegularFile(file);
  }

  private void add(Path file) {
    try {
      var assignment = json.read(Files.readAllBytes(file));
      var other = files.putIfAbsent(assignment.sink(), file);
      if (other != null) {
        problems.add(
            "assignments %s and %s are both for sink %s: keep one"
                .formatted(other, file, assignment.sink()));
      }
      read.add(new Assignment(assignment.sink(), assignment.desired().withoutGrant()));
    } catch (MalformedMessageException e) {
      problems.add("assignment %s is malformed: %s".formatted(file, e.getMessage()));
    } catch (IOException e) {
      problems.add("assignment %s cannot be read: %s".formatted(file, e));
    }
  }
}
