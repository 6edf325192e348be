package dev.runbook.template.filters;

import dev.runbook.template.filters.JmesLexer.Kind;
import dev.runbook.template.filters.JmesLexer.Token;
import dev.runbook.template.value.Compare;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Slices;
import dev.runbook.template.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JMESPath query, by the precedence rules of the specification.
final class JmesPath {
  private static final int PROJECTION_STOP = 10;
  private static final int MAX_DEPTH = 200;

  /// A part of a query.
  interface Node {
    @Nullable Object on(@Nullable Object value);
  }

  private static final Node SELF = value -> value;

  private final String query;
  private final List<Token> tokens;
  private int next;
  private int depth;

  private JmesPath(String query) {
    this.query = query;
    this.tokens = JmesLexer.tokens(query);
  }

  static @Nullable Object search(String query, @Nullable Object value) {
    var parser = new JmesPath(query);
    var node = parser.expression(0);
    if (parser.current().kind() != Kind.END) {
      throw parser.unexpected();
    }
    return node.on(value);
  }

  private Token current() {
    return tokens.get(next);
  }

  private Token take() {
    var token = tokens.get(next);
    next = Math.min(next + 1, tokens.size() - 1);
    return token;
  }

  private boolean skip(String sign) {
    if (current().is(sign)) {
      take();
      return true;
    }
    return false;
  }

  private void expect(String sign) {
    if (!skip(sign)) {
      throw unexpected();
    }
  }

  private Raised unexpected() {
    return Raised.filter(
        "JMESPathError in json_query filter plugin: unexpected '"
            + current().text()
            + "' in "
            + query);
  }

  private static int power(Token token) {
    if (token.kind() != Kind.SIGN) {
      return 0;
    }
    return switch (token.text()) {
      case "|" -> 1;
      case "||" -> 2;
      case "&&" -> 3;
      case "==", "!=", "<", ">", "<=", ">=" -> 5;
      case "[]" -> 9;
      case "*" -> 20;
      case "[?" -> 21;
      case "." -> 40;
      case "!" -> 45;
      case "{" -> 50;
      case "[" -> 55;
      case "(" -> 60;
      default -> 0;
    };
  }

  private Node expression(int power) {
    if (++depth > MAX_DEPTH) {
      throw Raised.limit("the query is nested more than " + MAX_DEPTH + " levels deep");
    }
    var left = start();
    while (power < power(current())) {
      left = more(left);
    }
    depth--;
    return left;
  }

  private Node start() {
    var token = take();
    switch (token.kind()) {
      case LITERAL -> {
        return _ -> token.value();
      }
      case NAME -> {
        return current().is("(") ? call(token.text()) : field(token.text());
      }
      case QUOTED -> {
        return field(token.text());
      }
      case SIGN -> {
        switch (token.text()) {
          case "*" -> {
            return values(SELF, current().is("]") ? SELF : projected(20));
          }
          case "[?" -> {
            return filter(SELF);
          }
          case "{" -> {
            return hash();
          }
          case "(" -> {
            var inner = expression(0);
            expect(")");
            return inner;
          }
          case "[]" -> {
            return projection(flattened(SELF), projected(9));
          }
          case "!" -> {
            var inner = expression(45);
            return value -> !truth(inner.on(value));
          }
          case "[" -> {
            if (current().kind() == Kind.NUMBER || current().is(":")) {
              return index(SELF);
            }
            if (current().is("*") && tokens.get(next + 1).is("]")) {
              take();
              take();
              return projection(SELF, projected(20));
            }
            return list();
          }
          case "@" -> {
            return SELF;
          }
          case "&" -> {
            var inner = expression(0);
            return _ -> inner;
          }
          default -> {}
        }
      }
      default -> {}
    }
    next = Math.max(0, next - 1);
    throw unexpected();
  }

  private Node more(Node left) {
    var token = take();
    return switch (token.text()) {
      case "." -> {
        if (skip("*")) {
          yield values(left, projected(20));
        }
        var right = behindDot(40);
        yield value -> {
          var middle = left.on(value);
          return middle == null ? null : right.on(middle);
        };
      }
      case "|" -> {
        var right = expression(1);
        yield value -> right.on(left.on(value));
      }
      case "||" -> {
        var right = expression(2);
        yield value -> {
          var first = left.on(value);
          return truth(first) ? first : right.on(value);
        };
      }
      case "&&" -> {
        var right = expression(3);
        yield value -> {
          var first = left.on(value);
          return truth(first) ? right.on(value) : first;
        };
      }
      case "[?" -> filter(left);
      case "[]" -> projection(flattened(left), projected(9));
      case "[" -> {
        if (current().kind() == Kind.NUMBER || current().is(":")) {
          yield index(left);
        }
        expect("*");
        expect("]");
        yield projection(left, projected(20));
      }
      case "==", "!=", "<", ">", "<=", ">=" -> {
        var right = expression(5);
        yield value -> compare(token.text(), left.on(value), right.on(value));
      }
      default -> {
        next = Math.max(0, next - 1);
        throw unexpected();
      }
    };
  }

  private static Node field(String name) {
    return value -> value instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static @Nullable Object compare(String operator, @Nullable Object a, @Nullable Object b) {
    switch (operator) {
      case "==" -> {
        return equal(a, b);
      }
      case "!=" -> {
        return !equal(a, b);
      }
      default -> {}
    }
    if (!isNumber(a) || !isNumber(b)) {
      return null;
    }
    var order = Compare.order(a, b, operator);
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  static boolean isNumber(@Nullable Object value) {
    return Values.isNumber(value) && !(value instanceof Boolean);
  }

  private static boolean equal(@Nullable Object a, @Nullable Object b) {
    // true is not 1 here
    return a instanceof Boolean == b instanceof Boolean && Compare.equal(a, b);
  }

  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case String s -> !s.isEmpty();
      case List<?> l -> !l.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      default -> true;
    };
  }

  private Node behindDot(int power) {
    if (current().kind() == Kind.NAME || current().kind() == Kind.QUOTED || current().is("*")) {
      return expression(power);
    }
    if (skip("[")) {
      return list();
    }
    expect("{");
    return hash();
  }

  private Node projected(int power) {
    if (power(current()) < PROJECTION_STOP) {
      return SELF;
    }
    if (current().is("[") || current().is("[?")) {
      return expression(power);
    }
    expect(".");
    return behindDot(power);
  }

  private static Node projection(Node left, Node right) {
    return value -> left.on(value) instanceof List<?> list ? each(list, right) : null;
  }

  private static Node values(Node left, Node right) {
    return value -> left.on(value) instanceof Map<?, ?> map ? each(map.values(), right) : null;
  }

  private static List<@Nullable Object> each(java.util.Collection<?> items, Node right) {
    var found = new ArrayList<@Nullable Object>();
    for (var item : items) {
      var one = right.on(item);
      if (one != null) {
        found.add(one);
      }
    }
    return found;
  }

  private static Node flattened(Node left) {
    return value -> {
      if (!(left.on(value) instanceof List<?> list)) {
        return null;
      }
      var flat = new ArrayList<@Nullable Object>();
      for (var item : list) {
        if (item instanceof List<?> inner) {
          flat.addAll(inner);
        } else {
          flat.add(item);
        }
      }
      return flat;
    };
  }

  private Node filter(Node left) {
    var condition = expression(0);
    expect("]");
    var right = current().is("[]") ? SELF : projected(21);
    return value -> {
      if (!(left.on(value) instanceof List<?> list)) {
        return null;
      }
      var kept = new ArrayList<@Nullable Object>();
      for (var item : list) {
        if (truth(condition.on(item))) {
          kept.add(item);
        }
      }
      return each(kept, right);
    };
  }

  private Node index(Node left) {
    var parts = new @Nullable Object[3];
    var colons = 0;
    while (!current().is("]")) {
      if (skip(":")) {
        if (++colons > 2) {
          throw unexpected();
        }
      } else if (current().kind() == Kind.NUMBER) {
        parts[colons] = take().value();
      } else {
        throw unexpected();
      }
    }
    expect("]");
    if (colons == 0) {
      var at = (Long) java.util.Objects.requireNonNull(parts[0]);
      return value -> {
        if (!(left.on(value) instanceof List<?> list)) {
          return null;
        }
        var i = at < 0 ? at + list.size() : at;
        return i >= 0 && i < list.size() ? list.get((int) i) : null;
      };
    }
    var right = projected(20);
    return value ->
        left.on(value) instanceof List<?> list
            ? each(Values.items(Slices.slice(list, parts[0], parts[1], parts[2])), right)
            : null;
  }

  private Node list() {
    var items = new ArrayList<Node>();
    do {
      items.add(expression(0));
    } while (skip(","));
    expect("]");
    return value -> {
      if (value == null) {
        return null;
      }
      var made = new ArrayList<@Nullable Object>();
      items.forEach(item -> made.add(item.on(value)));
      return made;
    };
  }

  private Node hash() {
    var items = new LinkedHashMap<String, Node>();
    do {
      var key = take();
      if (key.kind() != Kind.NAME && key.kind() != Kind.QUOTED) {
        throw unexpected();
      }
      expect(":");
      items.put(key.text(), expression(0));
    } while (skip(","));
    expect("}");
    return value -> {
      if (value == null) {
        return null;
      }
      var made = new LinkedHashMap<String, @Nullable Object>();
      items.forEach((key, item) -> made.put(key, item.on(value)));
      return made;
    };
  }

  private Node call(String name) {
    expect("(");
    var arguments = new ArrayList<Node>();
    while (!current().is(")")) {
      if (!arguments.isEmpty()) {
        expect(",");
      }
      arguments.add(expression(0));
    }
    expect(")");
    return value -> {
      var given = new ArrayList<@Nullable Object>();
      arguments.forEach(argument -> given.add(argument.on(value)));
      return JmesFunctions.call(name, given);
    };
  }
}
