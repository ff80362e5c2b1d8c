package dev.headgate.operator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether what is wanted is all there. The API server adds defaults and others add fields of their
 * own, so neither is a difference: each wanted member must be there, each wanted object of a list
 * must be within one of the list, and lists of plain values must be equal. Values must be written
 * as the API server stores them.
 */
final class Containment {

  private Containment() {}

  static boolean isWithin(JsonNode wanted, JsonNode actual) {
    if (wanted.isObject()) {
      return actual.isObject()
          && wanted.properties().stream()
              .allMatch(member -> isWithin(member.getValue(), actual.path(member.getKey())));
    }
    boolean objects = wanted.isArray() && !wanted.isEmpty() && wanted.get(0).isObject();
    return objects
        ? actual.isArray()
            && elements(wanted).allMatch(w -> elements(actual).anyMatch(a -> isWithin(w, a)))
        : wanted.equals(actual);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
