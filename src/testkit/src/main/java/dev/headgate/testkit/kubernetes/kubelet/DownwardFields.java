package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pod's own fields as {@code fieldRef} names them. */
record DownwardFields(Pod pod, PodIdentity identity) {

  private static final Pattern ENTRY =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

  /** The field's value; empty if this kubelet does not know the field. */
  Optional<String> value(String fieldPath) {
    Matcher entry = ENTRY.matcher(fieldPath);
    if (entry.matches()) {
      return Optional.of(entries(entry.group(1)).getOrDefault(entry.group(2), ""));
    }
    return Optional.ofNullable(
        switch (fieldPath) {
          case "metadata.name" -> identity.name();
          case "metadata.namespace" -> identity.namespace();
          case "metadata.uid" -> identity.uid();
          case "metadata.labels" -> lines(entries("labels"));
          case "metadata.annotations" -> lines(entries("annotations"));
          case "status.podIP", "status.podIPs" -> identity.address();
          case "status.hostIP", "status.hostIPs" -> identity.nodeAddress();
          case "spec.nodeName" -> pod.getSpec().getNodeName();
          case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
          default -> null;
        });
  }

  private Map<String, String> entries(String kind) {
    ObjectMeta metadata = pod.getMetadata();
    Map<String, String> entries =
        kind.equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
    return entries == null ? Map.of() : entries;
  }

  private static String lines(Map<String, String> entries) {
    return new TreeMap<>(entries)
        .entrySet().stream()
            .map(entry -> "%s=\"%s\"".formatted(entry.getKey(), quoted(entry.getValue())))
            .collect(Collectors.joining("\n"));
  }

  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
