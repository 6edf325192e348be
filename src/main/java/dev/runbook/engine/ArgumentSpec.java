package dev.runbook.engine;

import dev.runbook.template.value.Text;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks values against a specification that is data: {@code argument_specs} of a role. The order
 * of the checks and their words are those of Ansible's {@code ArgumentSpecValidator}; types are
 * written as before 2.19.
 */
final class ArgumentSpec {
  private final List<String> errors = new ArrayList<>();
  private final Set<String> unsupported = new TreeSet<>();
  private String supported = "";

  private ArgumentSpec() {}

  /** What is wrong; empty when nothing is. */
  static List<String> check(Map<?, ?> spec, Map<String, @Nullable Object> values) {
    var check = new ArgumentSpec();
    check.mapping(spec, Map.of(), new LinkedHashMap<>(values), List.of());
    if (!check.unsupported.isEmpty()) {
      check.errors.add(
          String.join(", ", check.unsupported)
              + ". Supported parameters include: "
              + check.supported
              + ".");
    }
    return check.errors;
  }

  /**
   * @param rules what holds between the values: {@code required_if} and its like
   */
  private void mapping(
      Map<?, ?> spec, Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> path) {
    aliases(spec, values);
    defaults(spec);
    unknown(spec, values, path);
    relation(rules, "mutually_exclusive", values, path);
    spec.forEach((name, option) -> {
      if (of(option).get("default") != null) {
        values.putIfAbsent(String.valueOf(name), of(option).get("default"));
      }
    });
    var missing = new TreeSet<String>();
    spec.forEach((name, option) -> {
      if (Truth.of(of(option).get("required")) && !values.containsKey(String.valueOf(name))) {
        missing.add(String.valueOf(name));
      }
    });
    if (!missing.isEmpty()) {
      error("missing required arguments: " + String.join(", ", missing), path);
    }
    spec.forEach((name, option) -> type(String.valueOf(name), of(option), values, path));
    spec.forEach((name, option) -> choice(String.valueOf(name), of(option), values, path));
    for (var rule : List.of("required_together", "required_one_of", "required_if", "required_by")) {
      relation(rules, rule, values, path);
    }
    spec.forEach((name, option) -> inside(String.valueOf(name), of(option), values, path));
  }

  private static Map<?, ?> of(@Nullable Object option) {
    return option instanceof Map<?, ?> map ? map : Map.of();
  }

  private void error(String text, List<String> path) {
    errors.add(path.isEmpty() ? text : text + " found in " + String.join(" -> ", path));
  }

  private static List<String> words(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> list -> list.stream().map(Text::str).toList();
      default -> List.of(Text.str(value));
    };
  }

  private static void aliases(Map<?, ?> spec, Map<String, @Nullable Object> values) {
    spec.forEach((name, option) -> {
      for (var alias : words(of(option).get("aliases"))) {
        if (values.containsKey(alias)) {
          values.put(String.valueOf(name), values.remove(alias));
        }
      }
    });
  }

  /** A value that has to be given has no default; the first that breaks this is told. */
  private void defaults(Map<?, ?> spec) {
    spec.entrySet().stream()
        .filter(o -> Truth.of(of(o.getValue()).get("required")))
        .filter(o -> of(o.getValue()).get("default") != null)
        .findFirst()
        .ifPresent(o ->
            errors.add(
                "internal error: required and default are mutually exclusive for " + o.getKey()));
  }

  private void unknown(Map<?, ?> spec, Map<String, @Nullable Object> values, List<String> path) {
    var unknown = new LinkedHashSet<>(values.keySet());
    spec.keySet().forEach(k -> unknown.remove(String.valueOf(k)));
    if (unknown.isEmpty()) {
      return;
    }
    for (var name : unknown) {
      unsupported.add(path.isEmpty() ? name : String.join(".", path) + "." + name);
    }
    var names = new TreeSet<String>();
    var aliases = new TreeSet<String>();
    spec.forEach((name, option) -> {
      names.add(String.valueOf(name));
      aliases.addAll(words(of(option).get("aliases")));
    });
    supported =
        String.join(", ", names)
            + (aliases.isEmpty() ? "" : " (" + String.join(", ", aliases) + ")");
  }

  private void type(
      String name, Map<?, ?> option, Map<String, @Nullable Object> values, List<String> path) {
    var value = values.get(name);
    if (!values.containsKey(name)
        || value == null && !Truth.of(option.get("required")) && option.get("default") == null) {
      return;
    }
    var type = option.get("type") == null ? "str" : Text.str(option.get("type"));
    try {
      var converted = ArgumentTypes.converted(type, value);
      if (option.get("elements") != null && converted instanceof List<?> list) {
        converted = elements(name, Text.str(option.get("elements")), list, path);
      }
      values.put(name, converted);
    } catch (IllegalArgumentException e) {
      errors.add(
          "argument '"
              + name
              + "' is of type "
              + Values.typeOf(value)
              + (path.isEmpty() ? "" : " found in '" + String.join(" -> ", path) + "'.")
              + " and we were unable to convert to "
              + type
              + ": "
              + e.getMessage());
    }
  }

  private List<@Nullable Object> elements(
      String name, String type, List<?> list, List<String> path) {
    var all = new ArrayList<@Nullable Object>();
    for (var item : list) {
      try {
        all.add(ArgumentTypes.converted(type, item));
      } catch (IllegalArgumentException e) {
        errors.add(
            "Elements value for option '"
                + name
                + "'"
                + (path.isEmpty() ? "" : " found in '" + String.join(" -> ", path) + "'")
                + " is of type "
                + Values.typeOf(item)
                + " and we were unable to convert to "
                + type
                + ": "
                + e.getMessage());
      }
    }
    return all;
  }

  private void choice(
      String name, Map<?, ?> option, Map<String, @Nullable Object> values, List<String> path) {
    if (option.get("choices") == null) {
      return;
    }
    if (!(option.get("choices") instanceof List<?> choices)) {
      error(
          "internal error: choices for argument "
              + name
              + " are not iterable: "
              + Text.str(option.get("choices")),
          path);
      return;
    }
    if (!values.containsKey(name)) {
      return;
    }
    var value = values.get(name);
    if (value instanceof List<?> list) {
      var wrong = list.stream().filter(v -> !choices.contains(v)).map(Text::str).toList();
      if (!wrong.isEmpty()) {
        error(
            "value of "
                + name
                + " must be one or more of: "
                + String.join(", ", words(choices))
                + ". Got no match for: "
                + String.join(", ", wrong),
            path);
      }
    } else if (!choices.contains(value)) {
      error(
          "value of "
              + name
              + " must be one of: "
              + String.join(", ", words(choices))
              + ", got: "
              + Text.str(value),
          path);
    }
  }

  private void relation(
      Map<?, ?> rules, String rule, Map<String, @Nullable Object> values, List<String> path) {
    var text = Relations.broken(rule, rules.get(rule), values);
    if (text != null) {
      error(text, path);
    }
  }

  private void inside(
      String name, Map<?, ?> option, Map<String, @Nullable Object> values, List<String> path) {
    var isList = "list".equals(option.get("type")) && "dict".equals(option.get("elements"));
    if (!(option.get("options") instanceof Map<?, ?> spec)
        || !isList && !"dict".equals(option.get("type"))) {
      return;
    }
    if (values.get(name) == null && Truth.of(option.get("apply_defaults"))) {
      values.put(name, Map.of());
    }
    var value = values.get(name);
    if (value == null) {
      return;
    }
    var deeper = new ArrayList<>(path);
    deeper.add(name);
    for (var item : value instanceof List<?> list ? list : List.of(value)) {
      if (item instanceof Map<?, ?> map) {
        var inner = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((k, v) -> inner.put(String.valueOf(k), v));
        mapping(spec, option, inner, deeper);
      } else {
        errors.add("value of '" + name + "' must be of type dict or list of dicts");
      }
    }
  }
}
