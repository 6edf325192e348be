package dev.runbook.cli;

import dev.runbook.RunRequest;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import dev.runbook.yaml.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code -e}: {@code key=value} pairs, YAML or JSON, or {@code @file} with either. */
final class ExtraVars {
  private ExtraVars() {}

  static void add(String text, Path workingDirectory, RunRequest request) {
    if (text.startsWith("@")) {
      var file = workingDirectory.resolve(text.substring(1));
      mapping(Yaml.read(file, text.substring(1)), text.substring(1), request);
    } else if (text.startsWith("{") || text.startsWith("[") || text.startsWith("/")) {
      mapping(text, "<extra vars>", request);
    } else {
      for (var word : words(text)) {
        var equals = word.indexOf('=');
        if (equals > 0) {
          request.extraVar(word.substring(0, equals), word.substring(equals + 1));
        }
      }
    }
  }

  private static void mapping(String text, String name, RunRequest request) {
    var node = Yaml.parse(text, name, (_, _) -> {});
    if (!(node instanceof Node.Mapping mapping)) {
      throw new ParseError(
          new Source(name, 1, 1),
          "extra variables must be a mapping",
          "Write '{\"name\": \"value\"}' or name=value.");
    }
    for (var entry : mapping.entries()) {
      request.extraVar(entry.name(), plain(entry.value()));
    }
  }

  private static @Nullable Object plain(Node node) {
    return switch (node) {
      case Node.Scalar s -> s.value();
      case Node.Sequence s -> {
        var list = new ArrayList<@Nullable Object>();
        s.items().forEach(i -> list.add(plain(i)));
        yield list;
      }
      case Node.Mapping m -> {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        m.entries().forEach(e -> map.put(e.key().value(), plain(e.value())));
        yield map;
      }
    };
  }

  /** Words as a shell splits them, quotes taken off; quotes inside a word group too. */
  static List<String> words(String text) {
    var found = new ArrayList<String>();
    var word = new StringBuilder();
    var inside = false;
    char quote = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inside = true;
      } else if (Character.isWhitespace(c)) {
        if (inside) {
          found.add(word.toString());
          word.setLength(0);
          inside = false;
        }
      } else {
        word.append(c);
        inside = true;
      }
    }
    if (inside) {
      found.add(word.toString());
    }
    return found;
  }
}
