package dev.headgate.demo.stage;

import dev.headgate.testkit.oracle.TopicContents;
import dev.headgate.testkit.oracle.TopicContents.Message;
import java.util.ArrayList;

/**
 * What is done to the topic's contents before they are judged, to show that the judgement can fail.
 */
public enum Sabotage {
  NONE,
  DROP_ONE,
  DOUBLE_ONE;

  /** Reads {@code drop-one}, {@code double-one} or nothing. */
  public static Sabotage of(String name) {
    return switch (name) {
      case "" -> NONE;
      case "drop-one" -> DROP_ONE;
      case "double-one" -> DOUBLE_ONE;
      default ->
          throw new IllegalArgumentException(
              "-Dsabotage=%s is unknown: write drop-one or double-one".formatted(name));
    };
  }

  TopicContents of(TopicContents contents) {
    var messages = new ArrayList<Message>(contents.messages());
    int middle = messages.size() / 2;
    switch (this) {
      case NONE -> {}
      case DROP_ONE -> messages.remove(middle);
      case DOUBLE_ONE -> messages.add(middle, messages.get(middle));
    }
    return new TopicContents(messages);
  }
}
