package dev.runbook.template.filters;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.template.value.Args;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Jinja2's filters for HTML.
final class MarkupFilters {
  private static final Pattern COMMENTS = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern TAGS = Pattern.compile("<.*?>", Pattern.DOTALL);

  private MarkupFilters() {}

  static void addTo(Table table) {
    table
        .add("escape e forceescape", "", (x, _) -> escape(Text.str(x)))
        .add("safe", "", (x, _) -> Text.str(x))
        .add("striptags", "", (x, _) -> stripTags(Text.str(x)))
        .add("tojson", "indent=null", MarkupFilters::toJson)
        .add("xmlattr", "autospace=true", MarkupFilters::xmlAttributes)
        .add(
            "urlize",
            "trim_url_limit=null nofollow=false target=null rel=null extra_schemes=null",
            Links::urlize);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String stripTags(String text) {
    var bare = TAGS.matcher(COMMENTS.matcher(text).replaceAll("")).replaceAll("");
    bare = String.join(" ", bare.strip().split("\\s+", -1));
    return bare.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u00a0")
        .replace("&amp;", "&");
  }

  private static Object toJson(@Nullable Object value, Args a) {
    var style =
        a.at(0) == null
            ? new JsonStyle(null, ", ", ": ", JsonStyle.Keys.SORTED, JsonStyle.Letters.ESCAPED)
            : new JsonStyle(
                " ".repeat(Math.clamp(a.whole(0), 0, 1000)),
                ",",
                ": ",
                JsonStyle.Keys.SORTED,
                JsonStyle.Letters.ESCAPED);
    return Json.write(a.context().finished(value), style)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("'", "\\u0027");
  }

  private static Object xmlAttributes(@Nullable Object value, Args a) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Raised.of("xmlattr needs a mapping");
    }
    var out = new StringBuilder();
    map.forEach((key, item) -> {
      if (item == null || item instanceof Undefined) {
        return;
      }
      var name = Text.str(key);
      if (name.matches("(?s).*[\\s/>=].*")) {
        throw Raised.of("Invalid character in attribute name: " + Text.repr(name));
      }
      if (!out.isEmpty()) {
        out.append(' ');
      }
      out.append(escape(name)).append("=\"").append(escape(Text.str(item))).append('"');
    });
    return a.truth(0) && !out.isEmpty() ? " " + out : out.toString();
  }
}
