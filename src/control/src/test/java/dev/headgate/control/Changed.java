package dev.headgate.control;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** A JSON text changed in one place, which an RFC 6901 pointer names. */
final class Changed {

  private Changed() {}

  static byte[] withValue(String text, String pointer, String value) {
    var place = JsonPointer.compile(pointer);
    return changed(
        text,
        root -> {
          switch (root.at(place.head())) {
            case ObjectNode parent -> parent.set(place.last().getMatchingProperty(), tree(value));
            case ArrayNode parent -> parent.set(place.last().getMatchingIndex(), tree(value));
            default -> throw new AssertionError("nothing at " + pointer);
          }
          return root;
        });
  }

  static byte[] without(String text, String pointer) {
    var place = JsonPointer.compile(pointer);
    return changed(
        text,
        root -> {
          ((ObjectNode) root.at(place.head())).remove(place.last().getMatchingProperty());
          return root;
        });
  }

  static byte[] withMember(String text, String pointer, String name) {
    return changed(
        text,
        root -> {
          ((ObjectNode) root.at(pointer)).put(name, true);
          return root;
        });
  }

  private static byte[] changed(String text, UnaryOperator<JsonNode> change) {
    try {
      return new ObjectMapper().writeValueAsBytes(change.apply(tree(text)));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode tree(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
