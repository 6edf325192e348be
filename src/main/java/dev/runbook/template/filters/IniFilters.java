package dev.runbook.template.filters;

import dev.runbook.template.value.Args;
import dev.runbook.template.value.Ini;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// INI, to and from text.
final class IniFilters {
  private IniFilters() {}

  static void addTo(Table table) {
    table
        .add("from_ini", "delimiters=null", IniFilters::fromIni)
        .add("to_ini", "no_extra_spaces=false", IniFilters::toIni);
  }

  private static Object fromIni(@Nullable Object value, Args a) {
    if (!(value instanceof String text)) {
      throw Raised.filter("from_ini requires a str, got " + Values.typeOf(value));
    }
    try {
      return Ini.sections(text, delimiters(a.at(0)));
    } catch (Raised e) {
      throw Raised.filter("from_ini failed to parse given string: " + e.text());
    }
  }

  private static List<String> delimiters(@Nullable Object given) {
    if (given == null) {
      return Ini.DELIMITERS;
    }
    if (!(given instanceof List<?> list)) {
      throw Raised.filter(
          "from_ini's delimiters parameter must be a sequence, got " + Values.typeOf(given));
    }
    return list.stream().map(Text::str).toList();
  }

  private static Object toIni(@Nullable Object value, Args a) {
    var sections = SetFilters.map(value, "to_ini requires a dict, got " + Values.typeOf(value));
    if (sections.isEmpty()) {
      throw Raised.filter("to_ini received an empty dict. An empty dict cannot be converted.");
    }
    var sign = a.truth(0) ? "=" : " = ";
    var defaults = new StringBuilder();
    var others = new StringBuilder();
    sections.forEach((name, section) -> {
      if (!(section instanceof Map<?, ?> map)) {
        throw Raised.filter(
            "to_ini failed to parse given dict:'"
                + Values.typeName(section)
                + "' object has no attribute 'items'");
      }
      var out = name.equals("DEFAULT") ? defaults : others;
      out.append('[').append(Text.str(name)).append("]\n");
      map.forEach((key, item) -> {
        if (item == null) {
          throw Raised.filter("to_ini failed to parse given dict:option values must be strings");
        }
        var text = Text.str(item).replace("\n", "\n\t");
        out.append(Text.str(key)).append(sign).append(text).append('\n');
      });
      out.append('\n');
    });
    var all = defaults.append(others);
    return all.substring(0, all.length() - 1);
  }
}
