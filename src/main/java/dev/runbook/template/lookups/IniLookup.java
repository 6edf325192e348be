package dev.runbook.template.lookups;

import dev.runbook.template.value.Ini;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Regex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `ini`: values of INI and properties files, as Python's `configparser` reads them.
final class IniLookup implements Lookup {
  private static final List<String> OPTIONS =
      List.of(
          "type",
          "file",
          "section",
          "re",
          "encoding",
          "default",
          "case_sensitive",
          "allow_no_value",
          "allow_none",
          "interpolation");

  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow(OPTIONS.toArray(String[]::new));
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var key = term;
      var options = new HashMap<>(r.options());
      if (term.indexOf('=') >= 0 || term.strip().indexOf(' ') >= 0) {
        var inline = KeyValues.parse(term);
        for (var name : inline.values().keySet()) {
          if (!OPTIONS.contains(name)) {
            throw Raised.lookup(name + " is not a valid option.");
          }
        }
        options.putAll(inline.values());
        key = inline.rest();
        if (key.isEmpty()) {
          throw Raised.lookup(
              "No key to lookup was provided as first term with in string inline options: " + term);
        }
      }
      one(key, new Request(r.name(), List.of(), options, r.context()), found);
    }
    return found;
  }

  private static void one(String key, Request r, List<@Nullable Object> found) {
    var file = r.text("file", "ansible.ini");
    var path = Files.find(file, "files", r.context().surroundings());
    if (path == null) {
      throw Raised.lookup("Unable to find the file '" + file + "' for the ini lookup");
    }
    var properties = r.text("type", "ini").equals("properties");
    var section = properties ? "java_properties" : r.text("section", "global");
    var text = Files.text(path, r.text("encoding", "utf-8"));
    var sections = sections(properties ? "[java_properties]\n" + text : text, file, r);
    var values = sections.get(section);
    if (values == null) {
      throw Raised.lookup("No section '" + section + "' in " + file);
    }
    if (r.truth("re", false)) {
      var regex = Regex.of(key, false, false);
      values.forEach((name, value) -> {
        if (value != null && regex.matchesStart(name)) {
          found.add(value);
        }
      });
      return;
    }
    var wanted = r.truth("case_sensitive", false) ? key : key.toLowerCase(Locale.ROOT);
    if (values.containsKey(wanted)) {
      if (values.get(wanted) != null) {
        found.add(values.get(wanted));
      }
    } else if (r.has("default")) {
      if (r.option("default") != null) {
        found.add(r.option("default"));
      }
    } else {
      found.add("");
    }
  }

  private static Map<String, Map<String, @Nullable String>> sections(
      String text, String file, Request r) {
    try {
      return Ini.parse(
          text,
          r.truth("case_sensitive", false),
          r.truth("interpolation", true),
          r.truth("allow_no_value", false) || r.truth("allow_none", false));
    } catch (Raised e) {
      throw e.text().endsWith("already exists")
          ? Raised.lookup("Duplicate option in '" + file + "': " + e.text())
          : e;
    }
  }
}
