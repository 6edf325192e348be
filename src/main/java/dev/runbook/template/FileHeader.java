package dev.runbook.template;

import dev.runbook.template.value.Raised;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The `#jinja2:` line at the head of a template file, which changes how the rest is read.
final class FileHeader {
  static final String MARK = "#jinja2:";

  private FileHeader() {}

  /// The options that the first line of a text asks for, on top of others.
  static FileOptions read(String text, FileOptions options) {
    var end = text.indexOf('\n');
    if (end < 0) {
      throw Raised.of("Missing newline after '" + MARK + "' override.");
    }
    var wanted = new LinkedHashMap<String, @Nullable Object>();
    for (var pair : text.substring(MARK.length(), end).split(",", -1)) {
      var colon = pair.indexOf(':');
      if (colon < 0) {
        throw Raised.of(
            "failed to parse jinja2 override '"
                + pair
                + "'. Did you use something different from colon as key-value separator?");
      }
      wanted.put(pair.substring(0, colon).strip(), literal(pair.substring(colon + 1).strip()));
    }
    return options.with(wanted);
  }

  private static @Nullable Object literal(String text) {
    if (text.length() > 1
        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
        && text.charAt(0) == text.charAt(text.length() - 1)) {
      return text.substring(1, text.length() - 1).replace("\\n", "\n").replace("\\r", "\r");
    }
    return switch (text) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "None" -> null;
      default -> text;
    };
  }
}
