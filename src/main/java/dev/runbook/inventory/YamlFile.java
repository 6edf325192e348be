package dev.runbook.inventory;

import dev.runbook.template.Written;
import dev.runbook.text.Nearest;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads an inventory written in YAML: groups with `hosts`, `children` and `vars`.
final class YamlFile {
  private static final List<String> KEYS = List.of("hosts", "children", "vars");

  private final Graph graph;
  private final Written written;
  private final Consumer<String> warn;

  YamlFile(Graph graph, Written written, Consumer<String> warn) {
    this.graph = graph;
    this.written = written;
    this.warn = warn;
  }

  void parse(Node.Mapping root) {
    for (var entry : root.entries()) {
      group(entry);
    }
  }

  private String group(Node.Entry entry) {
    var at = entry.key().at();
    if (!(entry.key().value() instanceof String name)) {
      throw new ParseError(
          at,
          "Unable to add group "
              + entry.name()
              + ": Invalid group name supplied, expected a string",
          "Quote it: '" + entry.name() + "'.");
    }
    var data = entry.value();
    if (!(data instanceof Node.Mapping) && !empty(data)) {
      warn.accept("Skipping '" + name + "' as this is not a valid group definition (" + at + ")");
      return name;
    }
    var group = graph.group(name);
    if (data instanceof Node.Mapping mapping) {
      for (var part : mapping.entries()) {
        part(group, part);
      }
    }
    return group;
  }

  private void part(String group, Node.Entry part) {
    var key = part.name();
    var known = KEYS.contains(key);
    switch (part.value()) {
      case Node.Mapping mapping when known -> {
        switch (key) {
          case "vars" -> variables(group, mapping);
          case "children" -> children(group, mapping);
          default -> hosts(group, mapping);
        }
      }
      case Node.Mapping _ -> {
        var near = Nearest.to(key, KEYS);
        warn.accept(
            "Skipping unexpected key ("
                + key
                + ") in group ("
                + group
                + "), only \"vars\", \"children\" and \"hosts\" are valid"
                + (near == null ? "" : "; did you mean \"" + near + "\"?")
                + " ("
                + part.key().at()
                + ")");
      }
      case Node.Scalar scalar when scalar.value() == null -> {}
      // A single name may stand alone.
      case Node.Scalar scalar when known && scalar.value() instanceof String -> {
        var alone =
            new Node.Mapping(
                List.of(
                    new Node.Entry(
                        scalar, new Node.Scalar(null, "", Node.Style.PLAIN, null, scalar.at()))),
                scalar.at());
        part(group, new Node.Entry(part.key(), alone));
      }
      case Node other when known ->
          throw new ParseError(
              other.at(),
              "Invalid \""
                  + key
                  + "\" entry for \""
                  + group
                  + "\" group, requires a dictionary, found \""
                  + kind(other)
                  + "\" instead.",
              key.equals("hosts") && other instanceof Node.Sequence
                  ? "Write each host as a key with a colon behind it: 'web1:' instead of '- web1'."
                  : null);
      case Node other ->
          warn.accept(
              "Skipping key ("
                  + key
                  + ") in group ("
                  + group
                  + ") as it is not a mapping, it is a "
                  + kind(other)
                  + " ("
                  + other.at()
                  + ")");
    }
  }

  private void variables(String group, Node.Mapping mapping) {
    var values = written.variables(mapping);
    for (var entry : mapping.entries()) {
      graph.variable(group, entry.name(), values.get(entry.name()), entry.value().at());
    }
  }

  private void children(String group, Node.Mapping mapping) {
    for (var entry : mapping.entries()) {
      var child = group(entry);
      try {
        graph.child(group, child);
      } catch (ParseError e) {
        throw new ParseError(entry.key().at(), e.text(), e.hint());
      }
    }
  }

  private void hosts(String group, Node.Mapping mapping) {
    for (var entry : mapping.entries()) {
      var at = entry.key().at();
      if (!(entry.key().value() instanceof String pattern)) {
        throw new ParseError(
            at,
            "Host pattern "
                + entry.name()
                + " must be a string. Enclose integers/floats in quotation marks.");
      }
      Map<String, @Nullable Object> values = Map.of();
      var places = new HashMap<String, Source>();
      if (entry.value() instanceof Node.Mapping variables) {
        values = written.variables(variables);
        for (var variable : variables.entries()) {
          places.put(variable.name(), variable.value().at());
        }
      } else if (!empty(entry.value())) {
        throw new ParseError(
            entry.value().at(),
            "Invalid data for host '"
                + pattern
                + "', expected dictionary and got "
                + kind(entry.value()));
      }
      graph.hosts(HostRange.hosts(pattern, at), group, values, places, at);
    }
  }

  private static boolean empty(Node node) {
    return node instanceof Node.Scalar scalar && scalar.value() == null && scalar.tag() == null;
  }

  static String kind(@Nullable Node node) {
    return switch (node) {
      case null -> "nothing";
      case Node.Mapping _ -> "dictionary";
      case Node.Sequence _ -> "list";
      case Node.Scalar scalar -> scalar.value() instanceof String ? "string" : "scalar";
    };
  }
}
