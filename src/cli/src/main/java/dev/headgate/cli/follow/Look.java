package dev.headgate.cli.follow;

import java.util.List;
import java.util.Optional;

/**
 * What one look at a Sink told.
 *
 * @param lines that are new, for people
 * @param success whether what was waited for came true; empty: it is not over
 * @param next looks next
 */
public record Look(List<String> lines, Optional<Boolean> success, CutoverFollow next) {

  public Look {
    lines = List.copyOf(lines);
  }
}
