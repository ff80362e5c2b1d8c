package dev.headgate.cli.sql;

import dev.headgate.cli.sql.Token.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Walks over the tokens of a text, and says what was expected where something else stands. */
final class Cursor {

  private final String sql;
  private final List<Token> tokens;
  private int at;

  Cursor(String sql) {
    this.sql = sql;
    this.tokens = Lexer.tokens(sql);
  }

  Token peek() {
    return tokens.get(at);
  }

  /** The end is never passed. */
  Token take() {
    var token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean isAtEnd() {
    return peek().kind() == Kind.END;
  }

  /** Whether these words come next. */
  boolean sees(String words) {
    var all = words.split(" ", -1);
    for (int i = 0; i < all.length; i++) {
      if (at + i >= tokens.size() || !tokens.get(at + i).isWord(all[i])) {
        return false;
      }
    }
    return true;
  }

  /** Takes these words if they come next. */
  boolean took(String words) {
    boolean there = sees(words);
    if (there) {
      at += words.split(" ", -1).length;
    }
    return there;
  }

  /** Takes one of these words if it comes next. */
  void skip(String... words) {
    for (var word : words) {
      if (took(word)) {
        return;
      }
    }
  }

  Token peekNext() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  boolean tookSymbol(String symbol) {
    boolean there = peek().isSymbol(symbol);
    if (there) {
      take();
    }
    return there;
  }

  /** Takes these words, one after the other. */
  void expect(String words) {
    for (var word : words.split(" ", -1)) {
      if (!took(word)) {
        throw expected(word);
      }
    }
  }

  void expectSymbol(String symbol) {
    if (!tookSymbol(symbol)) {
      throw expected(symbol);
    }
  }

  /** Takes the one of these that comes next. */
  String oneOf(String... choices) {
    return Arrays.stream(choices)
        .filter(this::took)
        .findFirst()
        .orElseThrow(() -> expected(Arrays.stream(choices).collect(Collectors.joining(", or "))));
  }

  /** A name in the form that counts: folded to lower case unless it is quoted. */
  String identifier(String what) {
    if (!peek().isName()) {
      throw expected(what);
    }
    if (peek().kind() == Kind.QUOTED_NAME) {
      return take().text();
    }
    var folded = peek().text().toLowerCase(Locale.ROOT);
    if (SqlName.isReserved(folded)) {
      throw problem(
          "expected %s, found %s, which is reserved: as a name it is written \"%s\""
              .formatted(what, peek().text(), folded));
    }
    take();
    return folded;
  }

  /** A name with or without a schema. */
  SqlName name(String what) {
    int start = peek().start();
    var first = identifier(what);
    if (!tookSymbol(".")) {
      return SqlName.of(first);
    }
    var second = identifier(what);
    if (peek().isSymbol(".")) {
      throw SqlSyntaxException.at(
          sql, start, "there are no databases here: write schema.name, or the name alone");
    }
    return new SqlName(Optional.of(first), second);
  }

  String string(String what) {
    if (peek().kind() != Kind.STRING) {
      throw expected(what + " in single quotes");
    }
    return take().text();
  }

  SqlSyntaxException expected(String what) {
    var before = at == 0 ? "" : " after " + tokens.get(at - 1).described();
    return problem("expected %s%s, found %s".formatted(what, before, peek().described()));
  }

  /** At what comes next. */
  SqlSyntaxException problem(String problem) {
    return problemAt(peek(), problem);
  }

  SqlSyntaxException problemAt(Token token, String problem) {
    return SqlSyntaxException.at(sql, token.start(), problem);
  }
}
