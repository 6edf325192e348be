package dev.runbook.modules.docker;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The options that a task gives, by their names, read off its record of arguments.
final class Given {
  private Given() {}

  /// Without those that are null; records inside stand for their own components.
  static Map<String, Object> of(Record arguments) {
    var given = new LinkedHashMap<String, Object>();
    collect(arguments, given);
    return given;
  }

  private static void collect(Record arguments, Map<String, Object> given) {
    for (var component : arguments.getClass().getRecordComponents()) {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        var value = accessor.invoke(arguments);
        if (value instanceof Record inner) {
          collect(inner, given);
        } else if (value != null) {
          given.put(name(component.getName()), plain(value));
        }
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Integer i -> Long.valueOf(i);
      case Enum<?> word -> word.name().toLowerCase(Locale.ROOT).replace('_', '-');
      default -> value;
    };
  }

  private static String name(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
