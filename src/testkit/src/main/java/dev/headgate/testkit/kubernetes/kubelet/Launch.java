package dev.headgate.testkit.kubernetes.kubelet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that a process needs to start.
 *
 * @param command not empty
 * @param environment the whole of it
 * @param directory the working directory
 */
record Launch(List<String> command, Map<String, String> environment, Path directory) {}
