package dev.runbook.template.tests;

import dev.runbook.template.value.AnsibleType;
import dev.runbook.template.value.Args;
import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Table;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Jinja2's tests for the kind of a value.
final class ValueTests {
  private ValueTests() {}

  static void addTo(Table table) {
    table
        .lenient("defined", "", (x, _) -> !(x instanceof Undefined))
        .lenient("undefined", "", (x, _) -> x instanceof Undefined)
        .add("none", "", (x, _) -> x == null)
        .add("boolean", "", (x, _) -> x instanceof Boolean)
        .add("true", "", (x, _) -> x instanceof Boolean b && b)
        .add("false", "", (x, _) -> x instanceof Boolean b && !b)
        .add("integer", "", (x, _) -> x instanceof Long || x instanceof BigInteger)
        .add("float", "", (x, _) -> x instanceof Double)
        .add("number", "", (x, _) -> Values.isNumber(x))
        .add("string", "", (x, _) -> x instanceof String)
        .add("mapping", "", (x, _) -> x instanceof Map)
        .add("iterable", "", (x, _) -> Values.isIterable(x))
        .add("sequence", "", (x, _) -> x instanceof String || x instanceof List || x instanceof Map)
        .add("callable", "", (x, _) -> x instanceof Invocable)
        .add("sameas", "other", (x, a) -> same(x, a.at(0)))
        .add("escaped", "", (_, _) -> false)
        .add("odd", "", (x, _) -> Arithmetic.big(x).testBit(0))
        .add("even", "", (x, _) -> !Arithmetic.big(x).testBit(0))
        .add("divisibleby", "num", (x, a) -> divisible(x, a.at(0)))
        .add("lower", "", (x, _) -> isLower(Text.str(x)))
        .add("upper", "", (x, _) -> isUpper(Text.str(x)))
        .add("filter", "", (x, a) -> isFilter(Text.str(x), a.context()))
        .add("test", "", (x, a) -> isTest(Text.str(x), a.context()))
        .add("ansible_type", "dtype alias=null", ValueTests::hasType)
        .add("vault_encrypted", "", (x, a) -> a.context().sealed(x) != null)
        .add("truthy", "convert_bool=false", (x, a) -> truthy(x, a.truth(0)))
        .add("falsy", "convert_bool=false", (x, a) -> !truthy(x, a.truth(0)))
        .add("any", "", (x, _) -> Values.items(x).stream().anyMatch(Values::truth))
        .add("all", "", (x, _) -> Values.items(x).stream().allMatch(Values::truth))
        .add("nan isnan", "", (x, _) -> x instanceof Double d && d.isNaN());
  }

  /// Small values are one and the same object in Python.
  @SuppressWarnings("ReferenceEquality") // is it the very same object
  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long || a instanceof Boolean || a instanceof String) {
      return a.equals(b);
    }
    return a == b;
  }

  private static boolean divisible(@Nullable Object value, @Nullable Object by) {
    return !Values.truth(Arithmetic.modulo(value, by));
  }

  private static boolean isLower(String text) {
    return text.equals(text.toLowerCase(java.util.Locale.ROOT))
        && !text.equals(text.toUpperCase(java.util.Locale.ROOT));
  }

  private static boolean isUpper(String text) {
    return text.equals(text.toUpperCase(java.util.Locale.ROOT))
        && !text.equals(text.toLowerCase(java.util.Locale.ROOT));
  }

  private static boolean isFilter(String name, Context context) {
    try {
      context.filter(name);
      return true;
    } catch (Raised e) {
      return false;
    }
  }

  private static boolean isTest(String name, Context context) {
    try {
      context.test(name);
      return true;
    } catch (Raised e) {
      return false;
    }
  }

  private static boolean hasType(@Nullable Object value, Args a) {
    var type = AnsibleType.of(value, a.at(1));
    return switch (a.at(0)) {
      case String name -> name.equals(type);
      case List<?> names -> names.contains(type);
      case null, default ->
          throw Raised.of(
              "The argument dtype must be a string or a list. dtype is "
                  + Text.repr(a.at(0))
                  + " of type "
                  + Values.typeOf(a.at(0))
                  + ".");
    };
  }

  private static boolean truthy(@Nullable Object value, boolean convert) {
    if (convert && value instanceof String text) {
      switch (text.strip().toLowerCase(java.util.Locale.ROOT)) {
        case "y", "yes", "on", "1", "true", "t" -> {
          return true;
        }
        case "n", "no", "off", "0", "false", "f" -> {
          return false;
        }
        default -> {}
      }
    }
    return Values.truth(value);
  }
}
