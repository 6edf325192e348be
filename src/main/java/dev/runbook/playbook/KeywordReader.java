package dev.runbook.playbook;

import dev.runbook.template.Placed;
import dev.runbook.template.Written;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of a mapping and translates the ones of Ansible 1.x. */
final class KeywordReader {
  private final Written written;
  private final Problems problems;

  KeywordReader(Written written, Problems problems) {
    this.written = written;
    this.problems = problems;
  }

  /** The entries of a mapping that are among {@code allowed} (or old words for them). */
  Keywords read(Node.Mapping mapping, Set<String> allowed) {
    var values = new LinkedHashMap<String, @Nullable Object>();
    var places = new LinkedHashMap<String, Source>();
    var vars = new Placed();
    for (var entry : mapping.entries()) {
      var key = entry.name();
      if (key.equals("vars") && allowed.contains(key)) {
        vars.putAll(vars(entry.value()));
        places.put(key, entry.value().at());
      } else if (allowed.contains(key)) {
        values.put(key, written.value(entry.value()));
        places.put(key, entry.value().at());
        if (key.equals("module_defaults")) {
          checkGroups(entry.value());
        }
        if (entry.value() instanceof Node.Sequence list && key.endsWith("when")) {
          for (var i = 0; i < list.items().size(); i++) {
            places.put(key + "[" + i + "]", list.items().get(i).at());
          }
        }
      } else if (Words.isLegacy(key, allowed)) {
        legacy(key, written.value(entry.value()), entry, values, places);
      }
    }
    if (values.get("tags") instanceof String tags && tags.contains(",")) {
      values.put("tags", java.util.List.of(tags.split("\\s*,\\s*")));
    }
    return new Keywords(values, vars, places);
  }

  private void checkGroups(Node defaults) {
    switch (defaults) {
      case Node.Sequence layers -> layers.items().forEach(this::checkGroups);
      case Node.Mapping layer -> {
        for (var entry : layer.entries()) {
          if (ModuleGroups.isGroup(entry.name())) {
            checkGroup(ModuleGroups.name(entry.name()), entry.key().at());
          }
        }
      }
      case Node.Scalar _ -> {}
    }
  }

  private void checkGroup(String name, Source at) {
    if (!ModuleGroups.isKnown(name)) {
      problems.add(
          new ParseError(
              at,
              "Error loading module_defaults: could not resolve the module_defaults group " + name,
              "Name modules instead, or give the group its full name: NAMESPACE.COLLECTION.GROUP."));
    }
  }

  /** Variables: a mapping, or (old) a list of mappings. */
  Map<String, @Nullable Object> vars(Node node) {
    switch (node) {
      case Node.Mapping mapping -> {
        return written.variables(mapping);
      }
      case Node.Sequence list -> {
        var all = new Placed();
        for (var item : list.items()) {
          if (!(item instanceof Node.Mapping mapping)) {
            throw notVars(item);
          }
          all.putAll(written.variables(mapping));
        }
        return all;
      }
      case Node.Scalar s when s.value() == null -> {
        return Map.of();
      }
      case Node.Scalar s -> throw notVars(s);
    }
  }

  private static ParseError notVars(Node node) {
    return new ParseError(
        node.at(),
        "Vars in a Play must be specified as a dictionary, or a list of dictionaries",
        "Write 'name: value' lines below 'vars:'.");
  }

  private void legacy(
      String key,
      @Nullable Object value,
      Node.Entry entry,
      Map<String, @Nullable Object> values,
      Map<String, Source> places) {
    var at = entry.value().at();
    switch (key) {
      case "sudo", "su" -> {
        put("become", value, at, values, places);
        if (key.equals("su")) {
          put("become_method", "su", at, values, places);
        }
      }
      case "sudo_user", "su_user" -> {
        values.putIfAbsent("become", true);
        put("become_user", value, at, values, places);
        if (key.equals("su_user")) {
          put("become_method", "su", at, values, places);
        }
      }
      case "sudo_pass", "su_pass", "become_pass" -> put("become_pass", value, at, values, places);
      case "user" -> put("remote_user", value, at, values, places);
      case "transport" -> put("connection", value, at, values, places);
      case "always_run" -> {
        if (isTrue(value)) {
          put("check_mode", false, at, values, places);
        }
      }
      default -> {}
    }
    var today =
        switch (key) {
          case "sudo", "su" -> "become";
          case "sudo_user", "su_user" -> "become_user";
          case "sudo_pass", "su_pass", "become_pass" -> "ansible_become_password";
          case "user" -> "remote_user";
          case "transport" -> "connection";
          case "always_run" -> "check_mode: no";
          case "static" -> "import_tasks or include_tasks";
          default -> null;
        };
    problems.old(
        entry.key().at(),
        key,
        today == null
            ? "'" + key + "' has no effect"
            : "'" + key + "' is the old name of '" + today + "'");
  }

  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Long n -> n != 0;
      default -> {
        var word = value.toString().toLowerCase(Locale.ROOT);
        yield word.equals("yes")
            || word.equals("true")
            || word.equals("on")
            || word.equals("y")
            || word.equals("1");
      }
    };
  }

  private static void put(
      String key,
      @Nullable Object value,
      Source at,
      Map<String, @Nullable Object> values,
      Map<String, Source> places) {
    values.put(key, value);
    places.put(key, at);
  }
}
