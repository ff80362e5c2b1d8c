package dev.headgate.cli.sql;

import java.util.Locale;

/**
 * A piece of a statement.
 *
 * @param kind what it is
 * @param text of a word as written, of a quoted name and a string without quotes
 * @param start where it begins in the text, from 0
 */
record Token(Kind kind, String text, int start) {

  /** Kinds of tokens. */
  enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    NUMBER,
    SYMBOL,
    END
  }

  /** Whether it is this word, which may be a keyword in any case. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(word);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }

  /** As in an error. */
  String described() {
    return switch (kind) {
      case END -> "the end of the statement";
      case STRING -> "'" + text + "'";
      case QUOTED_NAME -> "\"" + text + "\"";
      case WORD, NUMBER, SYMBOL -> text;
    };
  }
}
