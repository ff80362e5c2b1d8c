package dev.headgate.cli.sql;

import dev.headgate.cli.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens. Comments are left out. */
final class Lexer {

  private static final List<String> SYMBOLS =
      List.of("=>", "(", ")", "[", "]", ",", ";", ".", "=", "*", "<", ">", "+", "-", "/", "%", ":");

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String sql) {
    this.sql = sql;
  }

  /** The last token is the end. */
  static List<Token> tokens(String sql) {
    var lexer = new Lexer(sql);
    while (lexer.next()) {}
    return lexer.tokens;
  }

  private boolean next() {
    skip();
    if (at == sql.length()) {
      tokens.add(new Token(Kind.END, "", at));
      return false;
    }
    int start = at;
    char c = sql.charAt(at);
    if (c == '\'') {
      tokens.add(new Token(Kind.STRING, quoted('\'', "string"), start));
    } else if (c == '"') {
      tokens.add(new Token(Kind.QUOTED_NAME, quoted('"', "quoted name"), start));
    } else if (isWordStart(c)) {
      tokens.add(new Token(Kind.WORD, run(Lexer::isWordPart), start));
    } else if (isDigit(c)) {
      tokens.add(new Token(Kind.NUMBER, run(d -> isDigit(d) || d == '.'), start));
    } else {
      tokens.add(new Token(Kind.SYMBOL, symbol(), start));
    }
    return true;
  }

  private void skip() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at);
        if (end < 0) {
          throw SqlSyntaxException.at(sql, at, "this comment is not closed: end it with */");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  /** What is between two quotes; a doubled one stands for itself. */
  private String quoted(char quote, String what) {
    int start = at++;
    var text = new StringBuilder();
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c != quote) {
        text.append(c);
      } else if (at < sql.length() && sql.charAt(at) == quote) {
        text.append(quote);
        at++;
      } else {
        return text.toString();
      }
    }
    throw SqlSyntaxException.at(
        sql, start, "this %s is not closed: end it with %s".formatted(what, quote));
  }

  private String run(CharTest test) {
    int start = at;
    while (at < sql.length() && test.holds(sql.charAt(at))) {
      at++;
    }
    return sql.substring(start, at);
  }

  private String symbol() {
    for (var symbol : SYMBOLS) {
      if (sql.startsWith(symbol, at)) {
        at += symbol.length();
        return symbol;
      }
    }
    throw SqlSyntaxException.at(
        sql, at, "%s has no meaning here: leave it out".formatted(sql.charAt(at)));
  }

  private static boolean isWordStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || isDigit(c) || c == '$';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a character belongs to a token. */
  private interface CharTest {
    boolean holds(char c);
  }
}
