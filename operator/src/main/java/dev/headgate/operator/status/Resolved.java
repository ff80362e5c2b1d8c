package dev.headgate.operator.status;

import java.util.Optional;
import java.util.function.Function;

/** What a reference came to. */
public sealed interface Resolved<T> {

  /** It leads to something that can be used. */
  record Found<T>(T value) implements Resolved<T> {}

  /**
   * It does not, or not yet.
   *
   * @param reason a word for conditions, in CamelCase
   * @param message what is missing and what to do about it
   */
  record Missing<T>(String reason, String message) implements Resolved<T> {}

  static <T> Resolved<T> found(T value) {
    return new Found<>(value);
  }

  static <T> Resolved<T> missing(String reason, String message) {
    return new Missing<>(reason, message);
  }

  /** What was found. */
  default Optional<T> toOptional() {
    return this instanceof Found<T>(T value) ? Optional.of(value) : Optional.empty();
  }

  default <R> Resolved<R> map(Function<? super T, R> change) {
    return then(value -> found(change.apply(value)));
  }

  /** The next reference, once this one is found. */
  default <R> Resolved<R> then(Function<? super T, Resolved<R>> next) {
    return switch (this) {
      case Found<T>(T value) -> next.apply(value);
      case Missing<T>(String reason, String message) -> missing(reason, message);
    };
  }
}
