package dev.headgate.dataflow.progress;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A JSON object in memory whose members are asked for by name and type. Every getter throws {@link
 * MalformedProgressException} with the member's path if it is missing or of another type; {@code
 * null} is of no type.
 */
final class JsonObject {

  private final String path;
  private final Map<?, ?> members;

  private JsonObject(String path, Map<?, ?> members) {
    this.path = path;
    this.members = members;
  }

  /** Reads the object that the parser stands on or right before. */
  static JsonObject parse(JsonParser in) throws IOException {
    var first = in.currentToken() == null ? in.nextToken() : in.currentToken();
    if (first != JsonToken.START_OBJECT) {
      throw new MalformedProgressException("not a JSON object");
    }
    return new JsonObject("", members(in));
  }

  private static Map<String, Object> members(JsonParser in) throws IOException {
    var members = new LinkedHashMap<String, Object>();
    for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      members.put(name, value(in));
    }
    return members;
  }

  private static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> members(in);
      case START_ARRAY -> elements(in);
      case VALUE_STRING -> in.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
      case null -> throw new MalformedProgressException("the text ends too early");
      default -> null;
    };
  }

  private static List<Object> elements(JsonParser in) throws IOException {
    var elements = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(in));
    }
    return elements;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  List<String> names() {
    return members.keySet().stream().map(String.class::cast).toList();
  }

  void refuseOthersThan(Set<String> known) {
    for (var name : names()) {
      if (!known.contains(name)) {
        throw wrong(name, "is not known to this version of Headgate; a newer one wrote it");
      }
    }
  }

  String text(String name) {
    return as(String.class, name, member(name));
  }

  boolean bool(String name) {
    return as(Boolean.class, name, member(name));
  }

  /** A whole number, {@code min} to {@code max}. */
  long integer(String name, long min, long max) {
    return integer(name, member(name), min, max);
  }

  /** A whole number, {@code min} to {@link Integer#MAX_VALUE}. */
  int int32(String name, int min) {
    return (int) integer(name, min, Integer.MAX_VALUE);
  }

  JsonObject object(String name) {
    return object(name, member(name));
  }

  Optional<JsonObject> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  List<String> texts(String name) {
    return array(name).stream().map(e -> as(String.class, name, e)).toList();
  }

  List<Long> integers(String name, long min, long max) {
    return array(name).stream().map(e -> integer(name, e, min, max)).toList();
  }

  List<JsonObject> objects(String name) {
    var array = array(name);
    return IntStream.range(0, array.size())
        .mapToObj(i -> object("%s[%d]".formatted(name, i), array.get(i)))
        .toList();
  }

  /** The exception that says what is wrong with a member. */
  MalformedProgressException wrong(String name, String what) {
    return new MalformedProgressException("\"%s%s\" %s".formatted(path, name, what));
  }

  private Object member(String name) {
    if (!has(name)) {
      throw wrong(name, "is missing");
    }
    return members.get(name);
  }

  private List<?> array(String name) {
    return as(List.class, name, member(name));
  }

  private JsonObject object(String name, Object value) {
    return new JsonObject(path + name + ".", as(Map.class, name, value));
  }

  private long integer(String name, Object value, long min, long max) {
    var number = as(Number.class, name, value);
    boolean whole = number instanceof Integer || number instanceof Long;
    if (!whole || number.longValue() < min || number.longValue() > max) {
      throw wrong(name, "must be a whole number from %d to %d, not %s".formatted(min, max, number));
    }
    return number.longValue();
  }

  private <T> T as(Class<T> type, String name, Object value) {
    if (!type.isInstance(value)) {
      throw wrong(name, "must be %s, not %s".formatted(words(type), value));
    }
    return type.cast(value);
  }

  private static String words(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "String" -> "a text";
      case "Boolean" -> "true or false";
      case "Number" -> "a number";
      case "List" -> "an array";
      default -> "an object";
    };
  }
}
