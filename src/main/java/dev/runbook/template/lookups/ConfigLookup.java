package dev.runbook.template.lookups;

import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `config`: settings as Ansible's configuration has them.
final class ConfigLookup implements Lookup {
  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow("on_missing", "plugin_type", "plugin_name", "show_origin");
    if (r.option("plugin_type") != null || r.option("plugin_name") != null) {
      throw Raised.lookup("the config lookup knows no settings of plugins");
    }
    var missing = r.text("on_missing", "error");
    if (!List.of("error", "warn", "skip").contains(missing)) {
      throw Raised.lookup(
          "\"on_missing\" must be a string and one of \"error\", \"warn\" or \"skip\", not "
              + missing);
    }
    var found = new ArrayList<@Nullable Object>();
    for (var term : r.terms()) {
      if (!(term instanceof String name)) {
        throw Raised.lookup(
            "Invalid setting identifier, \""
                + Text.str(term)
                + "\" is not a string, its a "
                + dev.runbook.template.value.Values.typeName(term));
      }
      var setting = Settings.find(name);
      if (setting != null) {
        found.add(setting.value(r.context().surroundings()));
      } else if (missing.equals("error")) {
        throw Raised.lookup("Unable to find setting " + name);
      } else if (missing.equals("warn")) {
        r.context().warn("Skipping, did not find setting " + name);
      }
    }
    return found;
  }
}
