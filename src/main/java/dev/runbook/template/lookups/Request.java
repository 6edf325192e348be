package dev.runbook.template.lookups;

import dev.runbook.template.value.Context;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a lookup is asked for.
record Request(
    String name,
    List<? extends @Nullable Object> terms,
    Map<String, @Nullable Object> options,
    Context context) {

  List<String> texts() {
    return terms.stream()
        .map(term -> {
          if (term instanceof String text) {
            return text;
          }
          if (term == null || term instanceof Map || term instanceof List) {
            throw Raised.lookup(
                "Invalid term supplied to the '"
                    + name
                    + "' lookup: expected a string, got "
                    + Values.typeName(term));
          }
          return Text.str(term);
        })
        .toList();
  }

  @Nullable Object option(String key) {
    return options.get(key);
  }

  boolean has(String key) {
    return options.containsKey(key);
  }

  String text(String key, String byDefault) {
    var value = options.get(key);
    return value == null ? byDefault : Text.str(value);
  }

  boolean truth(String key, boolean byDefault) {
    var value = options.get(key);
    if (value instanceof String text) {
      return switch (text.toLowerCase(java.util.Locale.ROOT)) {
        case "yes", "on", "true", "1", "y", "t" -> true;
        default -> false;
      };
    }
    return options.containsKey(key) ? Values.truth(value) : byDefault;
  }

  /// Warns of options that the lookup does not know; Ansible passes over them without a word.
  void allow(String... known) {
    for (var key : options.keySet()) {
      if (!List.of(known).contains(key)) {
        context.warn("the '" + name + "' lookup has no option '" + key + "': it is ignored");
      }
    }
  }
}
