package dev.headgate.testkit.kubernetes.kubelet;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a container's mount paths really are. Without root nothing can be mounted, so a path below
 * a mount path is rewritten where a pod's text names it. See {@link Kubelet} for what that means
 * for programs.
 *
 * @param directories by mount path, absolute and without a slash at the end
 */
record MountPaths(Map<String, Path> directories) {

  // What may stand before the start of a path: not a character of a longer path, nor the end of an
  // expansion, as in $HOME/etc or $(DIR)/etc; but the // of a URL.
  private static final String START = "(?:(?<=://)|(?<![\\w./)}~-]))";
  private static final String END = "(?![\\w.-])";

  MountPaths {
    directories = Map.copyOf(directories);
  }

  String apply(String text) {
    if (directories.isEmpty()) {
      return text;
    }
    String any =
        directories.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(joining("|", "(", ")"));
    return Pattern.compile(START + any + END)
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(directories.get(match.group(1)).toString()));
  }
}
