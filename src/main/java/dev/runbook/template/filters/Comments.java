package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Letters;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ansible's `comment` filter.
final class Comments {
  private static final Map<String, Map<String, String>> STYLES =
      Map.of(
          "plain", Map.of("decoration", "# "),
          "erlang", Map.of("decoration", "% "),
          "c", Map.of("decoration", "// "),
          "cblock", Map.of("beginning", "/*", "decoration", " * ", "end", " */"),
          "xml", Map.of("beginning", "<!--", "decoration", " - ", "end", "-->"));

  private Comments() {}

  static Object comment(@Nullable Object value, Args a) {
    var style = STYLES.get(a.string(0));
    if (style == null) {
      throw Raised.of("Invalid style '" + a.string(0) + "'.");
    }
    var p = new HashMap<String, String>();
    var edge =
        a.named().containsKey("decoration")
            ? Text.str(a.named().get("decoration"))
            : style.getOrDefault("decoration", "");
    var rim = Letters.strip(edge, null, false, true);
    p.put("newline", "\n");
    p.put("beginning", "");
    p.put("prefix", rim);
    p.put("prefix_count", "1");
    p.put("decoration", "");
    p.put("postfix", rim);
    p.put("postfix_count", "1");
    p.put("end", "");
    p.putAll(style);
    a.named().forEach((key, option) -> p.put(key, Text.str(option)));
    return text(Text.str(value), p);
  }

  private static String get(Map<String, String> p, String key) {
    return p.getOrDefault(key, "");
  }

  private static String text(String text, Map<String, String> p) {
    var newline = get(p, "newline");
    var decoration = get(p, "decoration");
    var out = new StringBuilder();
    if (!get(p, "beginning").isEmpty()) {
      out.append(get(p, "beginning")).append(newline);
    }
    var prefix = get(p, "prefix");
    if (!prefix.isEmpty()) {
      out.repeat(prefix.equals(newline) ? newline : prefix + newline, count(p, "prefix_count"));
    }
    out.append(
        (decoration + text.replace(newline, newline + decoration))
            .replace(decoration + newline, Letters.strip(decoration, null, false, true) + newline));
    out.repeat(newline + get(p, "postfix"), count(p, "postfix_count"));
    if (!get(p, "end").isEmpty()) {
      out.append(newline).append(get(p, "end"));
    }
    return out.toString();
  }

  private static int count(Map<String, String> p, String key) {
    try {
      return Math.clamp(Long.parseLong(get(p, key)), 0, 10_000);
    } catch (NumberFormatException e) {
      throw Raised.of(key + " has to be a number");
    }
  }
}
