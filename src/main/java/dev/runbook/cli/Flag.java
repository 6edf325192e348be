package dev.runbook.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One flag.
 *
 * @param names with their dashes, the first is the one shown in messages
 * @param value what its value is called, or null for a flag without one
 * @param doc one line for {@code --help}
 */
record Flag(List<String> names, @Nullable String value, String doc) {

  static Flag plain(String doc, String... names) {
    return new Flag(List.of(names), null, doc);
  }

  static Flag with(String value, String doc, String... names) {
    return new Flag(List.of(names), value, doc);
  }

  String key() {
    return names.getFirst();
  }
}
