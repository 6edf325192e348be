package dev.runbook.inventory;

import dev.runbook.json.JsonError;
import dev.runbook.json.Toml;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads an inventory written in TOML: tables with `hosts`, `children` and `vars`. TOML knows of no
/// place once it is read, so all errors but its own name the file.
final class TomlFile {
  private final Graph graph;
  private final Source at;
  private final Consumer<String> warn;

  TomlFile(Graph graph, Path file, Consumer<String> warn) {
    this.graph = graph;
    this.at = new Source(file.toString(), 0, 0);
    this.warn = warn;
  }

  void parse(String text) {
    if (!(table(text) instanceof Map<?, ?> groups) || groups.isEmpty()) {
      throw new ParseError(at, "Parsed empty TOML file");
    }
    if (groups.get("plugin") != null) {
      throw new ParseError(at, "Plugin configuration TOML file, not TOML inventory");
    }
    groups.forEach((name, data) -> group(String.valueOf(name), data));
  }

  private @Nullable Object table(String text) {
    try {
      return Toml.parse(text);
    } catch (JsonError e) {
      throw new ParseError(
          new Source(at.file(), e.line(), e.column()), "TOML file is invalid: " + e.getMessage());
    }
  }

  private void group(String written, @Nullable Object data) {
    if (!(data instanceof Map<?, ?> parts)) {
      warn.accept("Skipping '" + written + "' as this is not a valid group definition");
      return;
    }
    var group = graph.group(written);
    parts.forEach((key, value) -> {
      switch (String.valueOf(key)) {
        case "vars" -> variables(group, value);
        case "children" -> children(group, value);
        case "hosts" -> hosts(group, value);
        default ->
            warn.accept(
                "Skipping unexpected key \""
                    + key
                    + "\" in group \""
                    + group
                    + "\", only \"vars\", \"children\" and \"hosts\" are valid");
      }
    });
  }

  private void variables(String group, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw invalid("vars", group, "dict");
    }
    map.forEach(
        (name, data) -> graph.variable(group, String.valueOf(name), ScriptFile.raw(data, at), at));
  }

  private void children(String group, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw invalid("children", group, "list");
    }
    for (var child : list) {
      graph.child(group, graph.group(String.valueOf(child)));
    }
  }

  private void hosts(String group, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw invalid("hosts", group, "dict");
    }
    map.forEach((pattern, data) -> {
      var values = new LinkedHashMap<String, @Nullable Object>();
      var places = new HashMap<String, Source>();
      if (!(data instanceof Map<?, ?> variables)) {
        throw new ParseError(
            at, "Invalid data for host '" + pattern + "', expected a table: " + pattern + " = {}");
      }
      variables.forEach((name, variable) -> {
        values.put(String.valueOf(name), ScriptFile.raw(variable, at));
        places.put(String.valueOf(name), at);
      });
      graph.hosts(HostRange.hosts(String.valueOf(pattern), at), group, values, places, at);
    });
  }

  private ParseError invalid(String key, String group, String kind) {
    return new ParseError(
        at, "Invalid \"" + key + "\" entry for \"" + group + "\" group, requires a " + kind + ".");
  }
}
