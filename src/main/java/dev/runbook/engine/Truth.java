package dev.runbook.engine;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Booleans as keywords take them. */
final class Truth {
  private static final Set<String> YES = Set.of("yes", "on", "1", "true", "t", "y", "1.0");

  private static final Set<String> NO = Set.of("no", "off", "0", "false", "f", "n", "0.0");

  private Truth() {}

  /** Whether it is one at all: what is neither yes nor no is not taken for no. */
  static boolean knows(Object value) {
    return switch (value) {
      case Boolean _ -> true;
      case Number n -> n.doubleValue() == 0 || n.doubleValue() == 1;
      default -> {
        var word = value.toString().strip().toLowerCase(Locale.ROOT);
        yield word.isEmpty() || YES.contains(word) || NO.contains(word);
      }
    };
  }

  static boolean of(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      default -> YES.contains(value.toString().strip().toLowerCase(Locale.ROOT));
    };
  }
}
