package dev.runbook.template.jinjava;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import dev.runbook.template.value.Blob;
import dev.runbook.template.value.Raised;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Values on their way to jinjava's classes and back: always copies, so that what a foreign class
/// changes stays its own, and text that comes back is data.
final class JinjavaValues {
  private static final int DEPTH = 200;

  private JinjavaValues() {}

  static @Nullable Object theirs(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> copy.put(k, theirs(v)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(v -> copy.add(theirs(v)));
        yield copy;
      }
      case Blob bytes -> bytes.decode(StandardCharsets.UTF_8);
      default -> value;
    };
  }

  static @Nullable Object ours(@Nullable Object value) {
    return ours(value, 0);
  }

  private static @Nullable Object ours(@Nullable Object value, int depth) {
    if (depth > DEPTH) {
      throw Raised.limit("a value nested more than " + DEPTH + " levels deep");
    }
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case Long number -> number;
      case Double number -> number;
      case BigInteger number ->
          number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
      case BigDecimal number -> number.doubleValue();
      case Float number -> number.doubleValue();
      case Number number -> number.longValue();
      case Optional<?> maybe -> ours(maybe.orElse(null), depth);
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        map.forEach((k, v) -> copy.put(ours(k, depth + 1), ours(v, depth + 1)));
        yield copy;
      }
      case Collection<?> items -> {
        var copy = new ArrayList<@Nullable Object>();
        items.forEach(v -> copy.add(ours(v, depth + 1)));
        yield copy;
      }
      default -> {
        if (value.getClass().isArray()) {
          var copy = new ArrayList<@Nullable Object>();
          for (var i = 0; i < Array.getLength(value); i++) {
            copy.add(ours(Array.get(value, i), depth + 1));
          }
          yield copy;
        }
        yield value.toString();
      }
    };
  }

  /// The arguments in the types that a method wants.
  static @Nullable Object[] parameters(
      Method method, List<@Nullable Object> given, JinjavaInterpreter interpreter) {
    var types = method.getParameterTypes();
    var made = new @Nullable Object[types.length];
    var next = 0;
    for (var i = 0; i < types.length; i++) {
      if (types[i] == JinjavaInterpreter.class) {
        made[i] = interpreter;
      } else if (method.isVarArgs() && i == types.length - 1) {
        var item = types[i].getComponentType();
        var rest = Array.newInstance(item, Math.max(0, given.size() - next));
        for (var k = 0; next < given.size(); k++) {
          Array.set(rest, k, as(item, given.get(next++)));
        }
        made[i] = rest;
      } else if (next < given.size()) {
        made[i] = as(types[i], given.get(next++));
      } else if (types[i].isPrimitive()) {
        throw Raised.of("argument " + (next + 1) + " is missing");
      }
    }
    if (next < given.size()) {
      throw Raised.of("takes " + next + " arguments (" + given.size() + " given)");
    }
    return made;
  }

  private static @Nullable Object as(Class<?> type, @Nullable Object value) {
    if (value instanceof Number number) {
      return switch (type.getName()) {
        case "int", "java.lang.Integer" -> number.intValue();
        case "long", "java.lang.Long" -> number.longValue();
        case "double", "java.lang.Double" -> number.doubleValue();
        case "float", "java.lang.Float" -> number.floatValue();
        case "java.math.BigDecimal" -> new BigDecimal(number.toString());
        case "java.lang.String" -> number.toString();
        default -> number;
      };
    }
    return type == String.class && value != null ? value.toString() : value;
  }
}
