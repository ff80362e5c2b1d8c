package dev.headgate.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.dataflow.time.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A JSON value and where it stands. It is asked for as what it should be; every answer that it
 * cannot give is a {@link MalformedMessageException} with its path. {@code null} is no absence: it
 * is a value that fits nothing.
 *
 * @param path for example {@code desired.keep[2]}
 */
record Member(String path, JsonNode value) {

  private static final long MAX_OID = 0xFFFF_FFFFL;

  /** The member of that name, which must be there. */
  Member get(String name) {
    return find(name).orElseThrow(() -> child(name).wrong("is missing"));
  }

  /** The member of that name, if it is there. */
  Optional<Member> find(String name) {
    return asObject().has(name) ? Optional.of(child(name)) : Optional.empty();
  }

  private Member child(String name) {
    return new Member(path + "." + name, value.path(name));
  }

  /** Names the first member that is not known: to ignore a wish is not to fulfil it. */
  void refuseOthersThan(Set<String> known) {
    for (var entry : asObject().properties()) {
      if (!known.contains(entry.getKey())) {
        throw child(entry.getKey())
            .wrong("is not known to this version of Headgate; a newer one wrote it");
      }
    }
  }

  String text() {
    if (!value.isTextual()) {
      throw mustBe("a text");
    }
    return value.textValue();
  }

  /** A text whose value must not be shown, whatever it is. */
  String secret() {
    if (!value.isTextual()) {
      throw wrong("must be a text, is " + kind());
    }
    return value.textValue();
  }

  boolean bool() {
    if (!value.isBoolean()) {
      throw mustBe("true or false");
    }
    return value.booleanValue();
  }

  /** A whole number, {@code min} or more. */
  int int32(int min) {
    return (int) integer(min, Integer.MAX_VALUE);
  }

  /** A whole number from {@code min} to {@code max}. */
  long integer(long min, long max) {
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    if (!whole || value.longValue() < min || value.longValue() > max) {
      throw mustBe("a whole number from %d to %d".formatted(min, max));
    }
    return value.longValue();
  }

  /** A counter: 0 or more. */
  long count() {
    return integer(0, Long.MAX_VALUE);
  }

  long oid() {
    return integer(0, MAX_OID);
  }

  Timestamp timestamp() {
    try {
      return Timestamp.parse(value.isTextual() ? value.textValue() : "");
    } catch (NumberFormatException e) {
      throw mustBe("a text of an unsigned 64-bit decimal number");
    }
  }

  Instant instant() {
    try {
      return Instant.parse(value.isTextual() ? value.textValue() : "");
    } catch (DateTimeParseException e) {
      throw mustBe("an ISO-8601 instant");
    }
  }

  List<Member> elements() {
    if (!value.isArray()) {
      throw wrong("must be an array, is " + kind());
    }
    return IntStream.range(0, value.size())
        .mapToObj(i -> new Member("%s[%d]".formatted(path, i), value.get(i)))
        .toList();
  }

  /** The elements, of which there must be one. */
  List<Member> someElements() {
    var elements = elements();
    if (elements.isEmpty()) {
      throw wrong("must have an element, is empty");
    }
    return elements;
  }

  List<String> texts() {
    return elements().stream().map(Member::text).toList();
  }

  /** The texts of an object of any names. None is shown: among client settings are passwords. */
  Map<String, String> textsByName() {
    var texts = new TreeMap<String, String>();
    for (var entry : asObject().properties()) {
      texts.put(entry.getKey(), child(entry.getKey()).secret());
    }
    return texts;
  }

  /** The value as tokens, for readers of their own. */
  JsonParser tokens() {
    return value.traverse();
  }

  /** That the value is not what it must be; shows it. */
  MalformedMessageException mustBe(String expected) {
    return wrong("must be %s, is %s".formatted(expected, shown()));
  }

  MalformedMessageException wrong(String what) {
    return new MalformedMessageException(path, what);
  }

  private JsonNode asObject() {
    if (!value.isObject()) {
      throw wrong("must be an object, is " + kind());
    }
    return value;
  }

  /** Containers are not shown: anything can be in them, also a secret. */
  private String shown() {
    return value.isContainerNode() || value.isMissingNode() ? kind() : value.toString();
  }

  private String kind() {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case MISSING -> "nothing";
      case BINARY, POJO -> throw new AssertionError("no text has a " + value.getNodeType());
    };
  }

  /** The path alone: the value may hold secrets. */
  @Override
  public String toString() {
    return path;
  }
}
