package dev.runbook.report;

import dev.runbook.yaml.BlockText;
import dev.runbook.yaml.YamlStyle;
import dev.runbook.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code callback_result_format=yaml}: results as YAML, texts of several lines as blocks. */
final class YamlResult {
  private static final int USUAL_INDENT = 4;
  private static final int WIDTH = 80;
  private static final int TAB = 8;
  private static final Pattern BREAK = Pattern.compile("[\n\u0085\u2028\u2029]");
  private static final Pattern SPACE_BREAK = Pattern.compile(" +([\n\u0085\u2028\u2029]|$)");

  private YamlResult() {}

  /**
   * Below the line that it belongs to.
   *
   * @param indent of each level, 2 where null
   * @param pretty unless it is never wanted, texts lose what keeps them from being blocks
   */
  static String text(
      Map<String, @Nullable Object> result, @Nullable Integer indent, Style.Pretty pretty) {
    var shown = new LinkedHashMap<>(result);
    var lossy = pretty != Style.Pretty.NEVER;
    if (lossy) {
      for (var stream : List.of("stdout", "stderr")) {
        if (shown.containsKey(stream) && shown.containsKey(stream + "_lines")) {
          shown.put(stream + "_lines", "<omitted>");
        }
      }
    }
    return "\n" + indented(write(shown, indent, lossy), indent == null ? USUAL_INDENT : indent);
  }

  static String write(Object value, @Nullable Integer indent, boolean lossy) {
    return YamlWriter.write(
        blocks(value, lossy),
        new YamlStyle(
            indent == null ? 2 : indent,
            WIDTH,
            YamlStyle.Flow.NEVER,
            YamlStyle.Keys.SORTED,
            YamlStyle.Start.BARE));
  }

  static String indented(String text, int indent) {
    var blanks = " ".repeat(indent);
    var made = new StringBuilder();
    for (var line : text.split("(?<=\n)", -1)) {
      made.append(line.isBlank() ? "" : blanks).append(line);
    }
    return made.toString();
  }

  private static @Nullable Object blocks(@Nullable Object value, boolean lossy) {
    return switch (value) {
      case String text when BREAK.matcher(text).find() ->
          new BlockText(lossy ? readable(text) : text);
      case Map<?, ?> map -> {
        var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((key, inner) -> made.put(key, blocks(inner, lossy)));
        yield made;
      }
      case List<?> list -> {
        var made = new ArrayList<@Nullable Object>(list.size());
        list.forEach(item -> made.add(blocks(item, lossy)));
        yield made;
      }
      case null, default -> value;
    };
  }

  /** Readability counts more than accuracy here: no tabs, no trailing blanks, nothing special. */
  private static String readable(String text) {
    var made = new StringBuilder();
    var column = 0;
    for (var c : text.stripTrailing().toCharArray()) {
      if (c == '\t') {
        var blanks = TAB - column % TAB;
        made.append(" ".repeat(blanks));
        column += blanks;
      } else {
        var special = c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 && c != 0x85 || c == 0xfeff;
        if (!special) {
          made.append(c);
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return SPACE_BREAK.matcher(made).replaceAll("$1");
  }
}
