package dev.headgate.cli.view;

/** The forms that an answer can be asked for in. */
public enum Format {
  table,
  wide,
  json,
  yaml;

  /** Whether it is for people. */
  public boolean isTable() {
    return this == table || this == wide;
  }
}
