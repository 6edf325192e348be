package dev.runbook.template.lookups;

import dev.runbook.config.Config;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `config`: settings as Ansible's configuration has them.
final class ConfigLookup implements Lookup {
  private final Config config;

  ConfigLookup(Config config) {
    this.config = config;
  }

  @Override
  public List<@Nullable Object> run(Request r) {
    r.allow("on_missing", "plugin_type", "plugin_name", "show_origin");
    var type = r.text("plugin_type", "");
    var plugin = r.text("plugin_name", "");
    if (type.isEmpty() != plugin.isEmpty()) {
      throw Raised.lookup(
          "Both plugin_type and plugin_name are required, cannot use one without the other");
    }
    var missing = r.text("on_missing", "error");
    if (!List.of("error", "warn", "skip").contains(missing)) {
      throw Raised.lookup(
          "Invalid value '"
              + missing
              + "' for config 'on_missing' for 'config' lookup plugin, valid values are: error,"
              + " skip, warn");
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
      var setting = plugin.isEmpty() ? general(name) : ofPlugin(r, type, plugin, name);
      if (setting != null) {
        found.add(
            r.truth("show_origin", false)
                ? Arrays.asList(setting.value(), setting.origin())
                : setting.value());
      } else if (missing.equals("error")) {
        throw Raised.lookup(
            plugin.isEmpty()
                ? unknown(name)
                : "No config definition exists for "
                    + Text.repr(name)
                    + " for "
                    + Text.repr(plugin)
                    + " "
                    + type
                    + " plugin.");
      } else if (missing.equals("warn")) {
        r.context().warn("Skipping, did not find setting " + name);
      }
    }
    return found;
  }

  /// The words of 2.14 and of 2.19; the older ones tell what cannot be a setting by its name.
  private static String unknown(String name) {
    var isSetting = name.equals(name.toUpperCase(java.util.Locale.ROOT));
    return (isSetting
            ? "Unable to find setting " + name
            : "Invalid setting \"" + name + "\" attempted")
        + ". No config definition exists for "
        + Text.repr(name)
        + ".";
  }

  private Settings.@Nullable Found general(String name) {
    if (!config.has(name)) {
      return null;
    }
    var value = config.value(name);
    return new Settings.Found(value.value(), value.origin().file());
  }

  private Settings.@Nullable Found ofPlugin(Request r, String type, String plugin, String name) {
    var option = PluginSettings.find(type, plugin, name);
    return option == null ? null : option.found(r.context(), config.file());
  }
}
