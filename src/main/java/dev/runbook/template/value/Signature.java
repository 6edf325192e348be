package dev.runbook.template.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of an operation, written as `old new count=-1 *rest **named`.
///
/// A default is a number, `true`, `false`, `null`, or a text up to the next space; without `=` the
/// parameter is required.
final class Signature {
  private static final Object REQUIRED = new Object();

  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Object> defaults = new ArrayList<>();
  private boolean takesRest;
  private boolean takesNamed;
  private int required;

  Signature(String written) {
    for (var start = 0; start < written.length(); ) {
      var end = written.indexOf(' ', start);
      end = end < 0 ? written.length() : end;
      if (end > start) {
        add(written.substring(start, end));
      }
      start = end + 1;
    }
  }

  private void add(String word) {
    if (word.startsWith("**")) {
      takesNamed = true;
    } else if (word.startsWith("*")) {
      takesRest = true;
    } else {
      var equals = word.indexOf('=');
      names.add(equals < 0 ? word : word.substring(0, equals));
      defaults.add(equals < 0 ? REQUIRED : literal(word.substring(equals + 1)));
      if (equals < 0) {
        required++;
      }
    }
  }

  private static @Nullable Object literal(String text) {
    return switch (text) {
      case "null" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> text.matches("-?\\d+(\\.\\d+)?") ? number(text) : text;
    };
  }

  private static Object number(String text) {
    return text.indexOf('.') < 0 ? (Object) Long.valueOf(text) : Double.valueOf(text);
  }

  Args bind(String name, Arguments given, Context context) {
    var positional = given.positional();
    var slots = new @Nullable Object[names.size()];
    var has = new boolean[names.size()];
    var direct = Math.min(positional.size(), slots.length);
    for (var i = 0; i < direct; i++) {
      slots[i] = positional.get(i);
      has[i] = true;
    }
    List<@Nullable Object> rest = List.of();
    if (positional.size() > slots.length) {
      if (!takesRest) {
        throw Raised.of(tooMany(name, positional.size()));
      }
      rest = positional.subList(slots.length, positional.size());
    }
    var more = given.named();
    if (!more.isEmpty()) {
      more = named(name, more, slots, has);
    }
    for (var i = 0; i < slots.length; i++) {
      if (!has[i]) {
        slots[i] = defaults.get(i);
        if (slots[i] == REQUIRED) {
          throw Raised.of(name + "() missing required argument: '" + names.get(i) + "'");
        }
      }
    }
    return new Args(name, slots, has, rest, more, context);
  }

  /// Puts named arguments in their slots; those that have none come back.
  private Map<String, @Nullable Object> named(
      String name, Map<String, @Nullable Object> given, @Nullable Object[] slots, boolean[] has) {
    var more = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : given.entrySet()) {
      var index = names.indexOf(entry.getKey());
      if (index >= 0) {
        if (has[index]) {
          throw Raised.of(name + "() got multiple values for argument '" + entry.getKey() + "'");
        }
        slots[index] = entry.getValue();
        has[index] = true;
      } else if (takesNamed) {
        more.put(entry.getKey(), entry.getValue());
      } else {
        throw Raised.of(name + "() got an unexpected keyword argument '" + entry.getKey() + "'");
      }
    }
    return more;
  }

  private String tooMany(String name, int count) {
    var most = names.size();
    return name
        + "() takes "
        + (required == most ? "" : "at most ")
        + most
        + (most == 1 ? " argument (" : " arguments (")
        + count
        + " given)";
  }
}
