package dev.runbook.template.jinja;

import dev.runbook.template.value.Arithmetic;
import dev.runbook.template.value.Attributes;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Slices;
import dev.runbook.template.value.Splits;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Tuple;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The nodes that compute: literals, names, operators.
final class Expressions {
  private Expressions() {}

  static final class Literal extends Expression {
    final @Nullable Object constant;

    Literal(int at, @Nullable Object constant) {
      super(at);
      this.constant = constant;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return constant;
    }
  }

  static final class Name extends Expression {
    final String name;

    Name(int at, String name) {
      super(at);
      this.name = name;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return located(frame.resolve(name), frame);
    }
  }

  static final class ListOf extends Expression {
    private final List<Expression> items;

    ListOf(int at, List<Expression> items) {
      super(at);
      this.items = items;
    }

    @Override
    Object value(Frame frame) {
      var list = new ArrayList<@Nullable Object>(items.size());
      for (var item : items) {
        list.add(item.eval(frame));
      }
      return list;
    }
  }

  static final class TupleOf extends Expression {
    final List<Expression> items;

    TupleOf(int at, List<Expression> items) {
      super(at);
      this.items = items;
    }

    @Override
    Object value(Frame frame) {
      var values = new @Nullable Object[items.size()];
      for (var i = 0; i < values.length; i++) {
        values[i] = items.get(i).eval(frame);
      }
      return Tuple.of(values);
    }
  }

  static final class MapOf extends Expression {
    private final List<Expression> keys;
    private final List<Expression> values;

    MapOf(int at, List<Expression> keys, List<Expression> values) {
      super(at);
      this.keys = keys;
      this.values = values;
    }

    @Override
    Object value(Frame frame) {
      var map = LinkedHashMap.<@Nullable Object, @Nullable Object>newLinkedHashMap(keys.size());
      for (var i = 0; i < keys.size(); i++) {
        var key = Undefined.demand(keys.get(i).eval(frame));
        if (key instanceof java.util.Map || (key instanceof List && !(key instanceof Tuple))) {
          throw dev.runbook.template.value.Raised.of(
              "unhashable type: '" + dev.runbook.template.value.Values.typeName(key) + "'");
        }
        map.put(key, values.get(i).eval(frame));
      }
      return map;
    }
  }

  static final class Attribute extends Expression {
    final Expression owner;
    final String name;

    Attribute(int at, Expression owner, String name) {
      super(at);
      this.owner = owner;
      this.name = name;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return located(Attributes.attribute(owner.eval(frame), name), frame);
    }
  }

  static final class Item extends Expression {
    private final Expression owner;
    private final Expression key;

    Item(int at, Expression owner, Expression key) {
      super(at);
      this.owner = owner;
      this.key = key;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return located(Attributes.item(owner.eval(frame), key.eval(frame)), frame);
    }
  }

  static final class Slice extends Expression {
    private final Expression owner;
    private final @Nullable Expression start;
    private final @Nullable Expression stop;
    private final @Nullable Expression step;

    Slice(
        int at,
        Expression owner,
        @Nullable Expression start,
        @Nullable Expression stop,
        @Nullable Expression step) {
      super(at);
      this.owner = owner;
      this.start = start;
      this.stop = stop;
      this.step = step;
    }

    @Override
    @Nullable Object value(Frame frame) {
      return Slices.slice(
          owner.eval(frame), part(start, frame), part(stop, frame), part(step, frame));
    }

    private static @Nullable Object part(@Nullable Expression part, Frame frame) {
      return part == null ? null : part.eval(frame);
    }
  }

  static final class Unary extends Expression {
    private final char operator;
    private final Expression operand;

    Unary(int at, char operator, Expression operand) {
      super(at);
      this.operator = operator;
      this.operand = operand;
    }

    @Override
    Object value(Frame frame) {
      return switch (operator) {
        case '!' -> !operand.truth(frame);
        case '-' -> Arithmetic.negate(operand.eval(frame));
        default -> Arithmetic.positive(operand.eval(frame));
      };
    }
  }

  static final class Binary extends Expression {
    private final String operator;
    private final Expression left;
    private final Expression right;

    Binary(int at, String operator, Expression left, Expression right) {
      super(at);
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    @Nullable Object value(Frame frame) {
      var a = left.eval(frame);
      var b = right.eval(frame);
      frame.context().effort(Values.size(a) + Values.size(b));
      return switch (operator) {
        case "+" -> Arithmetic.add(a, b);
        case "-" -> Arithmetic.subtract(a, b);
        case "*" -> Arithmetic.multiply(a, b);
        case "/" -> Arithmetic.divide(a, b);
        case "//" -> Arithmetic.floorDivide(a, b);
        case "%" -> Arithmetic.modulo(a, b);
        default -> Arithmetic.power(a, b);
      };
    }
  }

  static final class Concat extends Expression {
    private final List<Expression> parts;

    Concat(int at, List<Expression> parts) {
      super(at);
      this.parts = parts;
    }

    @Override
    Object value(Frame frame) {
      var out = new StringBuilder();
      for (var part : parts) {
        var value = part.eval(frame);
        if (value instanceof Undefined undefined) {
          if (undefined.silent()) {
            continue;
          }
          throw undefined.raised().at(part.at());
        }
        out.append(Text.str(value));
        Splits.check(out);
      }
      return out.toString();
    }
  }

  /// `and`, `or`: the value is that of the operand that decided.
  static final class Either extends Expression {
    private final boolean or;
    private final Expression left;
    private final Expression right;

    Either(int at, boolean or, Expression left, Expression right) {
      super(at);
      this.or = or;
      this.left = left;
      this.right = right;
    }

    @Override
    @Nullable Object value(Frame frame) {
      var value = left.eval(frame);
      return dev.runbook.template.value.Values.truth(value) == or ? value : right.eval(frame);
    }
  }

  static final class Comparison extends Expression {
    private final Expression first;
    private final List<String> operators;
    private final List<Expression> operands;

    Comparison(int at, Expression first, List<String> operators, List<Expression> operands) {
      super(at);
      this.first = first;
      this.operators = operators;
      this.operands = operands;
    }

    @Override
    Object value(Frame frame) {
      var left = first.eval(frame);
      for (var i = 0; i < operands.size(); i++) {
        var right = operands.get(i).eval(frame);
        if (!compare(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }

    private static boolean compare(String operator, @Nullable Object a, @Nullable Object b) {
      return switch (operator) {
        case "==" -> Compare.equal(a, b);
        case "!=" -> !Compare.equal(a, b);
        case "in" -> Compare.contains(b, a);
        case "not in" -> !Compare.contains(b, a);
        case "<" -> Compare.order(a, b, "<") < 0;
        case "<=" -> Compare.order(a, b, "<=") <= 0;
        case ">" -> Compare.order(a, b, ">") > 0;
        default -> Compare.order(a, b, ">=") >= 0;
      };
    }
  }

  static final class Conditional extends Expression {
    private final Expression test;
    private final Expression yes;
    private final @Nullable Expression no;

    Conditional(int at, Expression test, Expression yes, @Nullable Expression no) {
      super(at);
      this.test = test;
      this.yes = yes;
      this.no = no;
    }

    @Override
    @Nullable Object value(Frame frame) {
      if (test.truth(frame)) {
        return yes.eval(frame);
      }
      return no == null
          ? dev.runbook.template.value.Undefined.silent(
              "the inline if-expression evaluated to false and no else section was defined.")
          : no.eval(frame);
    }
  }
}
