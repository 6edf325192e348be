package dev.runbook.inventory;

import dev.runbook.template.Templar;
import dev.runbook.template.Template;
import dev.runbook.template.TemplateError;
import dev.runbook.template.Written;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.ParseError;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `plugin: constructed`: variables and groups made of the variables that hosts of earlier sources
/// have. Cached facts are not among them.
public final class ConstructedPlugin implements InventoryPlugin {
  private final Templar templar;
  private final Map<String, ? extends @Nullable Object> extraVars;
  private final Extra extra;

  /// Whether extra variables are seen where a file says nothing about it.
  public enum Extra {
    SEEN,
    UNSEEN
  }

  /// @param templar knows no variables of hosts
  /// @param extraVars are seen where the file says `use_extra_vars`
  public ConstructedPlugin(
      Templar templar, Map<String, ? extends @Nullable Object> extraVars, Extra extra) {
    this.templar = templar;
    this.extraVars = extraVars;
    this.extra = extra;
  }

  @Override
  public Set<String> names() {
    return Set.of("constructed", "ansible.builtin.constructed", "ansible.legacy.constructed");
  }

  @Override
  public void parse(Node.Mapping configuration, Path file, Additions inventory, Known known) {
    var options = new Options(configuration);
    var files = options.isTrue("use_vars_plugins", false) ? Known.Files.READ : Known.Files.LEFT;
    for (var host : known.hosts()) {
      new Composition(options, host, inventory, known.variables(host, files)).compose();
      // the new variables count for the groups
      var composed = new Composition(options, host, inventory, known.variables(host, files));
      composed.groups();
      composed.keyedGroups();
    }
  }

  /// What the file says.
  private record Options(Map<String, @Nullable Object> values, Source at) {
    Options(Node.Mapping configuration) {
      this(new Written(Written.Vault.NONE).variables(configuration), configuration.at());
    }

    boolean isTrue(String name, boolean byDefault) {
      return values.get(name) == null ? byDefault : truth(values.get(name));
    }

    boolean strict() {
      return isTrue("strict", false);
    }

    Map<String, Object> mapping(String name) {
      var texts = new LinkedHashMap<String, Object>();
      if (values.get(name) instanceof Map<?, ?> map) {
        map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
      }
      return texts;
    }
  }

  private static boolean truth(@Nullable Object value) {
    return value instanceof Boolean b
        ? b
        : Set.of("yes", "true", "on", "1", "y", "t")
            .contains(String.valueOf(value).strip().toLowerCase(java.util.Locale.ROOT));
  }

  /// One host's part.
  private final class Composition {
    private final Options options;
    private final String host;
    private final Additions inventory;
    private final Templar seeing;
    private final Templar composing;

    Composition(
        Options options,
        String host,
        Additions inventory,
        Map<String, ? extends @Nullable Object> variables) {
      this.options = options;
      this.host = host;
      this.inventory = inventory;
      this.seeing = templar.with(variables);
      this.composing =
          options.isTrue("use_extra_vars", extra == Extra.SEEN) ? seeing.with(extraVars) : seeing;
    }

    void compose() {
      options
          .mapping("compose")
          .forEach((name, expression) -> {
            try {
              inventory.variable(host, name, value(expression), options.at());
            } catch (TemplateError e) {
              refuse("Could not set " + name + " for host " + host, e);
            }
          });
    }

    private @Nullable Object value(Object expression) {
      return composing.value(new Template("{{" + expression + "}}", options.at()));
    }

    void groups() {
      options
          .mapping("groups")
          .forEach((name, condition) -> {
            try {
              var text = "{% if " + condition + " %}True{% else %}False{% endif %}";
              if (truth(seeing.value(new Template(text, options.at())))) {
                inventory.host(host, inventory.group(name));
              }
            } catch (TemplateError e) {
              refuse("Could not add host " + host + " to group " + name, e);
            }
          });
    }

    void keyedGroups() {
      if (options.values().get("keyed_groups") instanceof List<?> list) {
        for (var entry : list) {
          if (!(entry instanceof Map<?, ?> keyed)) {
            throw wrong("Invalid keyed group entry, it must be a dictionary: " + entry);
          }
          keyedGroup(keyed);
        }
      }
    }

    private void keyedGroup(Map<?, ?> keyed) {
      var byDefault = keyed.get("default_value");
      if (byDefault != null && keyed.get("trailing_separator") != null) {
        throw wrong(
            "parameters are mutually exclusive for keyed groups:"
                + " default_value|trailing_separator");
      }
      @Nullable Object key;
      @Nullable Object parent;
      try {
        key = value(String.valueOf(keyed.get("key")));
        parent = seeing.value(keyed.get("parent_group"));
      } catch (TemplateError e) {
        refuse(
            "Could not generate group for host " + host + " from " + keyed.get("key") + " entry",
            e);
        return;
      }
      var names = names(key, keyed);
      if (names == null) {
        if (options.strict()) {
          throw wrong(
              "No key or key resulted empty for %s in host %s, invalid entry"
                  .formatted(keyed.get("key"), host));
        }
        return;
      }
      var prefix = text(keyed, "prefix", "");
      var separator =
          prefix.isEmpty() && !options.isTrue("leading_separator", true)
              ? ""
              : text(keyed, "separator", "_");
      for (var name : names) {
        var group = inventory.group(prefix + separator + name);
        inventory.host(host, group);
        if (parent != null && !parent.toString().isEmpty()) {
          inventory.child(inventory.group(parent.toString()), group);
        }
      }
    }

    /// The names that a value gives, or null where it gives none and should.
    private @Nullable List<String> names(@Nullable Object key, Map<?, ?> keyed) {
      var byDefault = keyed.get("default_value");
      var empty = byDefault == null ? "" : byDefault.toString();
      return switch (key) {
        case String text when text.isEmpty() && byDefault == null -> null;
        case String text -> List.of(text.isEmpty() ? empty : text);
        case List<?> list ->
            list.stream().map(String::valueOf).map(n -> n.isEmpty() ? empty : n).toList();
        case Map<?, ?> map -> {
          var names = new ArrayList<String>();
          for (var entry : map.entrySet()) {
            var value = String.valueOf(entry.getValue());
            var bare =
                value.isEmpty()
                    && byDefault == null
                    && keyed.get("trailing_separator") != null
                    && !truth(keyed.get("trailing_separator"));
            names.add(
                bare
                    ? String.valueOf(entry.getKey())
                    : entry.getKey()
                        + text(keyed, "separator", "_")
                        + (value.isEmpty() ? empty : value));
          }
          yield names;
        }
        case null -> null;
        case Boolean b when !b -> null;
        case Long n when n == 0 -> null;
        default ->
            throw wrong(
                "Invalid group name format, expected a string or a list of them or dictionary,"
                    + " got: "
                    + key);
      };
    }

    private static String text(Map<?, ?> keyed, String name, String byDefault) {
      var value = keyed.get(name);
      return value == null ? byDefault : value.toString();
    }

    /// What cannot be rendered counts where the file is strict.
    private void refuse(String what, TemplateError e) {
      if (options.strict()) {
        throw new ParseError(options.at(), what + ": " + e.text(), e.hint());
      }
    }

    private ParseError wrong(String what) {
      return new ParseError(options.at(), what);
    }
  }
}
