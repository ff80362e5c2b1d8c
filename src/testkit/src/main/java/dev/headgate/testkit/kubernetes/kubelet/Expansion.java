package dev.headgate.testkit.kubernetes.kubelet;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code $(VAR)} in a container's env, command and args: replaced if the variable is known, left as
 * it is if not; {@code $$} stands for one dollar.
 */
final class Expansion {

  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^()]*)\\))");

  private Expansion() {}

  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(value(match.group(), match.group(1), variables)));
  }

  private static String value(String whole, String variable, Map<String, String> variables) {
    return variable == null ? "$" : variables.getOrDefault(variable, whole);
  }
}
