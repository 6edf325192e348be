package dev.runbook.inventory;

import dev.runbook.text.Nearest;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the INI dialect of inventories: `[group]`, `[group:children]`, `[group:vars]`.
final class IniFile {
  private static final Pattern LINE_END = Pattern.compile("\\R|[\\x1c-\\x1e]");
  private static final Pattern SECTION =
      Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
  private static final Pattern GROUP_NAME = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");

  private enum State {
    HOSTS,
    CHILDREN,
    VARS
  }

  /// A group that is spoken of before, or without, being declared.
  private record Pending(State state, Source at, List<String> parents) {}

  private final Graph graph;
  private final String file;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private int line;
  private int indent;

  IniFile(Graph graph, String file) {
    this.graph = graph;
    this.file = file;
  }

  void parse(String text) {
    var group = Graph.UNGROUPED;
    var state = State.HOSTS;
    for (var written : LINE_END.split(text, -1)) {
      line++;
      var content = written.strip();
      if (content.isEmpty() || content.charAt(0) == ';' || content.charAt(0) == '#') {
        continue;
      }
      indent = written.indexOf(content);
      var section = SECTION.matcher(content);
      if (section.matches()) {
        group = graph.safe(section.group(1));
        state = state(section.group(1), section.group(2));
        enter(group, state);
      } else if (content.startsWith("[") && content.endsWith("]")) {
        throw new ParseError(
            at(0),
            "Invalid section entry: '"
                + content
                + "'. Please make sure that there are no spaces in the section entry, and that"
                + " there are no other invalid characters");
      } else {
        switch (state) {
          case HOSTS -> host(content, group);
          case CHILDREN -> child(content, group);
          case VARS -> variable(content, group);
        }
      }
    }
    undeclared();
  }

  private State state(String group, @Nullable String kind) {
    return switch (kind) {
      case null -> State.HOSTS;
      case "hosts" -> State.HOSTS;
      case "children" -> State.CHILDREN;
      case "vars" -> State.VARS;
      default -> {
        var near = Nearest.to(kind, List.of("hosts", "children", "vars"));
        throw new ParseError(
            at(group.length() + 2),
            "Section [" + group + ":" + kind + "] has unknown type: " + kind,
            near == null
                ? "Known types are hosts, children and vars."
                : "Did you mean '" + near + "'?");
      }
    };
  }

  private void enter(String group, State state) {
    if (!graph.groups.containsKey(group)) {
      if (state == State.VARS) {
        pending.putIfAbsent(group, new Pending(state, at(1), new ArrayList<>()));
      }
      graph.group(group);
    }
    if (state != State.VARS) {
      declared(group);
    }
  }

  private void declared(String group) {
    var waiting = pending.remove(group);
    if (waiting == null) {
      return;
    }
    for (var parent : waiting.parents()) {
      adopt(parent, group, waiting.at());
      var above = pending.get(parent);
      if (above != null && above.state() == State.CHILDREN) {
        declared(parent);
      }
    }
  }

  private void undeclared() {
    for (var entry : pending.entrySet()) {
      var name = entry.getKey();
      var waiting = entry.getValue();
      var declared = new ArrayList<>(graph.groups.keySet());
      declared.remove(name);
      var near = Nearest.to(name, declared);
      throw new ParseError(
          waiting.at(),
          waiting.state() == State.VARS
              ? "Section [" + name + ":vars] not valid for undefined group: " + name
              : "Section ["
                  + waiting.parents().getLast()
                  + ":children] includes undefined group: "
                  + name,
          near == null
              ? "Declare it with a section [" + name + "]."
              : "Did you mean '" + near + "'?");
    }
  }

  private void child(String content, String group) {
    var match = GROUP_NAME.matcher(content);
    if (!match.matches()) {
      throw new ParseError(at(0), "Expected group name, got: " + content);
    }
    var child = match.group(1);
    if (graph.groups.containsKey(child)) {
      adopt(group, child, at(0));
    } else {
      pending
          .computeIfAbsent(child, _ -> new Pending(State.CHILDREN, at(0), new ArrayList<>()))
          .parents()
          .add(group);
    }
  }

  private void adopt(String parent, String child, Source at) {
    try {
      graph.child(parent, child);
    } catch (ParseError e) {
      throw new ParseError(at, e.text(), e.hint());
    }
  }

  private void variable(String content, String group) {
    var equals = content.indexOf('=');
    if (equals < 0) {
      throw new ParseError(at(0), "Expected key=value, got: " + content);
    }
    var value = content.substring(equals + 1);
    var place = at(equals + 1 + value.length() - value.stripLeading().length());
    graph.variable(
        group,
        content.substring(0, equals).strip(),
        PythonLiteral.value(value.strip(), place),
        place);
  }

  private void host(String content, String group) {
    List<Shlex.Word> words;
    try {
      words = Shlex.split(content);
    } catch (Shlex.Unfinished e) {
      throw new ParseError(
          at(0),
          "Error parsing host definition '" + content + "': " + e.getMessage(),
          "A quote or backslash has no partner: quote the whole value, such as name='it''s'.");
    }
    var pattern = words.getFirst().text();
    var hosts = HostRange.hosts(pattern, at(0));
    if (pattern.endsWith(":") && hosts.port() == null) {
      throw new ParseError(
          at(0),
          "Invalid host pattern '"
              + pattern
              + "' supplied, ending in ':' is not allowed, this character is reserved to provide a"
              + " port.");
    }
    if (pattern.equals("---")) {
      throw new ParseError(
          at(0),
          "Invalid host pattern '---' supplied, '---' is normally a sign this is a YAML file.");
    }
    var values = new LinkedHashMap<String, @Nullable Object>();
    var places = new LinkedHashMap<String, Source>();
    for (var word : words.subList(1, words.size())) {
      var equals = word.text().indexOf('=');
      if (equals < 0) {
        throw new ParseError(
            at(word.column() - 1),
            "Expected key=value host variable assignment, got: " + word.text());
      }
      var name = word.text().substring(0, equals);
      var place = at(word.column() + equals);
      values.put(name, PythonLiteral.value(word.text().substring(equals + 1), place));
      places.put(name, place);
    }
    graph.hosts(hosts, group, values, places, at(0));
  }

  private Source at(int column) {
    return new Source(file, line, indent + column + 1);
  }
}
