package dev.runbook.template.jinja;

import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Range;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Jinja2's own global functions. Ansible's stand beside them, see [#isGlobal].
public final class Globals {
  private static final Set<String> ANSIBLES =
      Set.of("lookup", "query", "q", "now", "undef", "omit");

  private static final Map<String, Object> ALL =
      Map.of(
          "range", Operation.of("range", "*rest", (_, a) -> range(a.rest())),
          "dict", Operation.of("dict", "*rest **named", (_, a) -> dict(a.rest(), a.named())),
          "namespace",
              Operation.of(
                  "namespace", "*rest **named", (_, a) -> new Namespace(dict(a.rest(), a.named()))),
          "cycler", Operation.of("cycler", "*rest", (_, a) -> new Cycler(a.rest())),
          "joiner", Operation.of("joiner", "sep=null", (_, a) -> joiner(a.at(0))),
          "lipsum",
              Operation.of(
                  "lipsum",
                  "n=5 html=true min=20 max=100",
                  (_, a) ->
                      Lipsum.text(
                          a.whole(0),
                          a.truth(1),
                          a.whole(2),
                          Math.max(a.whole(2) + 1, a.whole(3)))));

  private Globals() {}

  /// Whether a template that sees no variables still sees this name.
  public static boolean isGlobal(String name) {
    return ALL.containsKey(name) || ANSIBLES.contains(name);
  }

  /// The function, or null.
  public static @Nullable Object find(String name) {
    return ALL.get(name);
  }

  private static Range range(List<@Nullable Object> arguments) {
    if (arguments.isEmpty() || arguments.size() > 3) {
      throw Raised.of("range expected 1 to 3 arguments, got " + arguments.size());
    }
    var numbers = new long[3];
    numbers[2] = 1;
    for (var i = 0; i < arguments.size(); i++) {
      var value = Undefined.demand(arguments.get(i));
      if (!(value instanceof Long) && !(value instanceof Boolean)) {
        throw Raised.of(
            "'" + Values.typeName(value) + "' object cannot be interpreted as an integer");
      }
      var number = value instanceof Long l ? l : (boolean) value ? 1L : 0L;
      numbers[arguments.size() == 1 ? 1 : i] = number;
    }
    return Range.of(numbers[0], numbers[1], numbers[2]);
  }

  private static Map<Object, @Nullable Object> dict(
      List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    var map = new LinkedHashMap<Object, @Nullable Object>();
    if (positional.size() > 1) {
      throw Raised.of("dict expected at most 1 argument, got " + positional.size());
    }
    if (!positional.isEmpty()) {
      if (positional.getFirst() instanceof Map<?, ?> other) {
        map.putAll(Values.cast(other));
      } else {
        for (var pair : Values.items(positional.getFirst())) {
          var parts = Values.items(pair);
          if (parts.size() != 2) {
            throw Raised.of(
                "dictionary update sequence element #"
                    + map.size()
                    + " has length "
                    + parts.size()
                    + "; 2 is required");
          }
          map.put(parts.get(0), parts.get(1));
        }
      }
    }
    map.putAll(named);
    return map;
  }

  private static Invocable joiner(@Nullable Object separator) {
    var used = new boolean[1];
    return (_, _) -> {
      if (!used[0]) {
        used[0] = true;
        return "";
      }
      return separator == null ? ", " : separator;
    };
  }

  /// The value that `set` may assign attributes to.
  static final class Namespace implements Attributes.Holder {
    private final Map<Object, @Nullable Object> values;

    Namespace(Map<Object, @Nullable Object> values) {
      this.values = values;
    }

    void set(String name, @Nullable Object value) {
      values.put(name, value);
    }

    @Override
    public @Nullable Object attribute(String name) {
      return values.containsKey(name) ? values.get(name) : Undefined.in(this, name);
    }

    @Override
    public String toString() {
      return "<Namespace " + dev.runbook.template.value.Text.repr(values) + ">";
    }
  }

  private static final class Cycler implements Attributes.Holder {
    private final List<@Nullable Object> items;
    private int at;

    Cycler(List<@Nullable Object> items) {
      if (items.isEmpty()) {
        throw Raised.of("at least one item has to be provided");
      }
      this.items = items;
    }

    private @Nullable Object next(Arguments given, Context context) {
      var item = items.get(at);
      at = (at + 1) % items.size();
      return item;
    }

    private @Nullable Object reset(Arguments given, Context context) {
      at = 0;
      return null;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return switch (name) {
        case "next" -> (Invocable) this::next;
        case "reset" -> (Invocable) this::reset;
        case "current" -> items.get(at);
        default -> Undefined.in(this, name);
      };
    }
  }
}
