package dev.headgate.dataflow.preview;

/** One field of a message that would not be what it is. */
public sealed interface FieldChange {

  /** For people, {@code +tier text, may be NULL}. */
  @Override
  String toString();

  /** Only NEW has it. */
  record Added(Field field) implements FieldChange {
    @Override
    public String toString() {
      return "+" + field;
    }
  }

  /** Only OLD has it. */
  record Removed(Field field) implements FieldChange {
    @Override
    public String toString() {
      return "-" + field;
    }
  }

  /** Both have it, with schemas that differ. */
  record Changed(Field before, Field after) implements FieldChange {
    @Override
    public String toString() {
      return "%s -> %s".formatted(before, after);
    }
  }

  /**
   * A field on one side.
   *
   * @param name the relation's column, as SQL has it
   * @param type its SQL type, for example {@code numeric(10,2)}
   * @param nullable whether it may be NULL
   */
  record Field(String name, String type, boolean nullable) {
    @Override
    public String toString() {
      return "%s %s%s".formatted(name, type, nullable ? ", may be NULL" : "");
    }
  }
}
