package dev.runbook.template.lookups;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Regex;
import dev.runbook.template.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `vars`, `varnames` and `env`.
final class VariableLookups {
  private VariableLookups() {}

  static void addTo(Map<String, Lookup> all) {
    all.put("vars", VariableLookups::variables);
    all.put("varnames", VariableLookups::names);
    all.put("env", VariableLookups::environment);
  }

  private static List<@Nullable Object> variables(Request r) {
    r.allow("default");
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.terms()) {
      if (!(term instanceof String name)) {
        throw Raised.lookup(
            "Invalid setting identifier, \""
                + dev.runbook.template.value.Text.str(term)
                + "\" is not a string, its a "
                + dev.runbook.template.value.Values.typeName(term));
      }
      var value = r.context().variable(name);
      if (value instanceof Undefined undefined) {
        if (!r.has("default")) {
          throw new Raised(
              dev.runbook.template.TemplateError.Kind.UNDEFINED,
              "No variable found with this name: " + name,
              undefined.near().get());
        }
        value = r.option("default");
      }
      found.add(value);
    }
    return found;
  }

  private static List<@Nullable Object> names(Request r) {
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.terms()) {
      if (!(term instanceof String pattern)) {
        throw Raised.lookup(
            "Invalid setting identifier, \""
                + dev.runbook.template.value.Text.str(term)
                + "\" is not a string, it is a "
                + dev.runbook.template.value.Values.typeName(term));
      }
      var regex = pattern(pattern);
      for (var name : r.context().variableNames()) {
        if (regex.isFound(name)) {
          found.add(name);
        }
      }
    }
    return found;
  }

  private static Regex pattern(String pattern) {
    try {
      return Regex.of(pattern, false, false);
    } catch (Raised e) {
      throw Raised.lookup("Unable to use \"" + pattern + "\" as a search parameter: " + e.text());
    }
  }

  private static List<@Nullable Object> environment(Request r) {
    r.allow("default");
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.texts()) {
      var name = term.strip().split("\\s+", 2)[0];
      var value = r.context().surroundings().environment().get(name);
      if (value != null) {
        found.add(value);
      } else if (!r.has("default")) {
        found.add("");
      } else {
        if (r.option("default") instanceof Undefined undefined) {
          throw new Raised(
              dev.runbook.template.TemplateError.Kind.UNDEFINED,
              "The 'env' lookup, found an undefined variable: " + undefined.message());
        }
        found.add(r.option("default"));
      }
    }
    return found;
  }
}
