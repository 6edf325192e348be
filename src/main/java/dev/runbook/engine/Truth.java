package dev.runbook.engine;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Booleans as keywords take them. */
final class Truth {
  private static final Set<String> YES = Set.of("yes", "on", "1", "true", "t", "y", "1.0");

  private Truth() {}

  static boolean of(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      default -> YES.contains(value.toString().strip().toLowerCase(Locale.ROOT));
    };
  }
}
