package dev.runbook.template;

import dev.runbook.template.filters.Filters;
import dev.runbook.template.tests.Tests;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// Writes templates at random: all statements, all operators, all filters, tests and methods. Two
/// thirds of the expressions hand each of them a value of a kind that it takes, so that they render
/// and hand on what the next one works on; the others have arguments of any type.
final class TemplateGrammar {
  static final List<String> VARIABLES =
      words(
          """
          text empty unicode lines json number zero negative big real infinite nan yes no
          nothing numbers words records nested map keyed result template holder loops nowhere
          pair span omit loop item x y ns m caller varargs kwargs self vars
          """);

  /// How many of them are there always; `nowhere` and those after it are not.
  private static final int DEFINED = 23;

  private static final List<String> LITERALS =
      words(
          """
          0 1 -1 2 7 255 1_000 9223372036854775807 -9223372036854775808 9223372036854775808
          10**30 2147483647 2147483648 4294967296 1.5 -0.0 1e308 1e-320 1e400 true False none ''
          'a' 'abc' '_x_y_' '1' '-1' '1.5' 'é😀' '\\u0000' 'a\\nb\\n' '%s' '%d%%' '{}' '{0[a]}'
          '{:>10}' '^(a+)+$' '(?P<n>\\\\w+)' '[' '*' '\\\\1' 'a.b.c' '/etc/passwd' '../x' '~'
          '%Y-%m-%d' '2020-02-30' '1K' 'sha256' 'utf-8' 'ascii' '10.0.0.0/8' '::1/64' '>=' 'eq'
          '[0].a' 'key' 'attribute' [] [1,2] ['a','b'] [[1],[2]] [{'a':1},{'a':2}] {} {'a':1}
          {1:2} {'key':'k','value':'v'} () (1,) (1,'a') range(3) range(5,0,-2)
          """);

  private static final List<String> METHODS =
      words(
          """
          a b key 0 split join find replace format startswith strip splitlines zfill ljust
          center items keys values get update append extend insert pop remove sort reverse index
          count copy clear setdefault popitem upper title encode decode expandtabs partition
          translate isdigit real bit_length as_integer_ratio hex strftime isoformat year
          total_seconds days union rc stdout_lines index0 first last length cycle changed
          previtem nextitem next __class__ name arguments
          """);

  private static final List<String> PARAMETERS =
      words(
          """
          attribute default value width start reverse case_sensitive by wantlist recursive
          list_merge indent sort_keys count keys key errors sep end multiline ignorecase seed
          isbits unit fill_with length leeway first blank prefix decoration convert_data
          skip_missing hashtype salt step stop format levels strict second utc fmt
          """);

  /// Lookups that only compute or look for files that are not there.
  private static final List<String> LOOKUPS =
      words(
          """
          dict list items flattened nested cartesian sequence together indexed_items
          random_choice subelements vars varnames env config fileglob first_found file ini
          csvfile inventory_hostnames nope
          """);

  private static final List<String> BINARY =
      List.of(
          "+",
          "-",
          "*",
          "/",
          "//",
          "%",
          "**",
          "~",
          "==",
          "!=",
          "<",
          "<=",
          ">",
          ">=",
          " in ",
          " not in ",
          " and ",
          " or ");

  private static final List<String> TOKENS =
      words(
          """
          {{ }} {% %} {# #} {%- -%} {%+ {{- -}} ' " \\ ( ) [ ] { } . , : | = == if else elif
          endif for in endfor recursive set endset macro endmacro call endcall filter endfilter
          block endblock raw endraw with endwith import from include extends do break continue
          not is and or as context 0 1e 0x 0b1_ _ * ** ~ 😀 lookup (1,)
          """);

  private static final List<String> BLANKS =
      List.of(
          " ", "\n", "\r\n", "#jinja2: trim_blocks:False\n", "\0", "\u2028", "\ud800", "{{ x }}");

  private final Random random;
  private final TypedGrammar typed;
  private final List<String> filters = List.copyOf(new TreeSet<>(new Filters().names()));
  private final List<String> tests = List.copyOf(new TreeSet<>(new Tests().names()));

  TemplateGrammar(Random random) {
    this.random = random;
    this.typed = new TypedGrammar(random);
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+", -1));
  }

  private String token() {
    return one(random.nextInt(6) == 0 ? BLANKS : TOKENS);
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /// Characters of any kind, with a mark of code here and there.
  String characters() {
    var out = new StringBuilder();
    for (var i = random.nextInt(40); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> out.append((char) random.nextInt(0x10000));
        case 1 -> out.append(token());
        default -> out.append((char) (32 + random.nextInt(95)));
      }
    }
    return out.toString();
  }

  /// Tokens in any order.
  String soup() {
    var out = new StringBuilder(random.nextBoolean() ? "{{ " : "{% ");
    for (var i = random.nextInt(25); i >= 0; i--) {
      out.append(
          switch (random.nextInt(6)) {
            case 0 -> one(VARIABLES);
            case 1 -> one(LITERALS);
            case 2 -> "|" + one(filters);
            default -> token();
          });
      if (random.nextInt(3) > 0) {
        out.append(' ');
      }
    }
    return out.append(random.nextBoolean() ? " }}" : " %}").toString();
  }

  /// A template that keeps to the grammar.
  String template() {
    if (random.nextBoolean()) {
      // Most of what is deep fails at the first of its parts.
      return "{{ " + expression(1 + random.nextInt(1 + random.nextInt(4))) + " }}";
    }
    var out = new StringBuilder();
    for (var i = random.nextInt(4); i >= 0; i--) {
      out.append(statement(3));
    }
    return out.toString();
  }

  private String body(int depth) {
    var out = new StringBuilder();
    for (var i = random.nextInt(3); i >= 0; i--) {
      out.append(statement(depth));
    }
    return out.toString();
  }

  private String statement(int depth) {
    if (depth <= 0) {
      return random.nextBoolean() ? one(List.of("-", "\n", " x ")) : "{{ " + expression(2) + " }}";
    }
    var inner = depth - 1;
    return switch (random.nextInt(18)) {
      case 0 ->
          "{% for "
              + one(List.of("x", "x, y", "(x, y)", "item"))
              + " in "
              + expression(2)
              + one(List.of("", " if " + expression(1), " recursive"))
              + " %}"
              + body(inner)
              + one(List.of("", "{% else %}" + body(inner), "{{ loop(x) }}", "{% break %}"))
              + "{% endfor %}";
      case 1 ->
          "{% if "
              + expression(3)
              + " %}"
              + body(inner)
              + one(List.of("", "{% elif " + expression(1) + " %}" + body(inner)))
              + one(List.of("", "{% else %}" + body(inner)))
              + "{% endif %}";
      case 2 ->
          "{% set "
              + one(List.of("x", "y", "x, y", "ns.a", "text", "map.a"))
              + " = "
              + expression(3)
              + " %}";
      case 3 -> "{% set x" + one(List.of("", filter(1))) + " %}" + body(inner) + "{% endset %}";
      case 4 -> "{% set ns = namespace(a=" + expression(1) + ") %}" + body(inner);
      case 5 -> "{% with x = " + expression(2) + " %}" + body(inner) + "{% endwith %}";
      case 6 ->
          "{% macro m("
              + one(List.of("", "x", "x=1", "x, y=x", "x=m"))
              + ") %}"
              + body(inner)
              + one(List.of("", "{{ caller() }}", "{{ varargs }}{{ kwargs }}", "{{ m(x) }}"))
              + "{% endmacro %}{{ m("
              + arguments(1)
              + ") }}";
      case 7 -> "{% call m(" + arguments(1) + ") %}" + body(inner) + "{% endcall %}";
      case 8 -> "{% filter " + filter(1).substring(1) + " %}" + body(inner) + "{% endfilter %}";
      case 9 ->
          "{% block "
              + one(List.of("a", "b", "c"))
              + one(List.of("", " scoped"))
              + " %}"
              + body(inner)
              + one(List.of("", "{{ super() }}", "{{ self.a() }}"))
              + "{% endblock %}";
      case 10 -> "{% do " + expression(3) + " %}";
      case 11 -> "{% include " + expression(1) + one(List.of("", " ignore missing")) + " %}";
      case 12 ->
          one(
              List.of(
                  "{% import 'self.j2' as x %}",
                  "{% from 'self.j2' import m as y %}",
                  "{% extends 'self.j2' %}",
                  "{% include 'self.j2' %}",
                  "{% include 'other.j2' without context %}"));
      case 13 -> "{%- raw -%}{{ " + one(VARIABLES) + " {% {% endraw +%}";
      case 14 -> "{# " + token() + " #}";
      case 15 -> "{% print " + expression(2) + " %}";
      default -> "{{" + one(List.of(" ", "- ")) + expression(4) + one(List.of(" ", " -")) + "}}";
    };
  }

  String expression(int depth) {
    return random.nextInt(6) > 0 ? typed.any(depth) : wild(depth);
  }

  private String wild(int depth) {
    if (depth <= 0) {
      return random.nextInt(3) == 0
          ? one(LITERALS)
          : random.nextInt(8) == 0 ? one(VARIABLES) : one(VARIABLES.subList(0, DEFINED));
    }
    var inner = depth - 1;
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> expression(inner) + filter(inner);
      case 5, 6 -> expression(inner) + test(inner);
      case 7, 8, 9 -> expression(inner) + one(BINARY) + expression(inner);
      case 10 -> "(" + expression(inner) + ")";
      case 11 -> one(List.of("not ", "-", "+", "--")) + expression(inner);
      case 12 -> expression(inner) + " if " + expression(inner) + " else " + expression(inner);
      case 13 -> operand(inner) + "." + one(METHODS) + "(" + arguments(inner) + ")";
      case 14 -> operand(inner) + "." + one(METHODS);
      case 15 -> operand(inner) + "[" + expression(inner) + "]";
      case 16 ->
          operand(inner)
              + "["
              + part(inner)
              + ":"
              + part(inner)
              + one(List.of("", ":" + part(0)))
              + "]";
      case 17 -> "[" + expression(inner) + ", " + expression(inner) + "]";
      case 18 -> "{" + expression(0) + ": " + expression(inner) + "}";
      default ->
          random.nextBoolean()
              ? one(List.of("lookup", "query", "q"))
                  + "('"
                  + one(LOOKUPS)
                  + "', "
                  + expression(inner)
                  + ", "
                  + arguments(inner)
                  + ")"
              : one(
                      List.of(
                          "range",
                          "dict",
                          "namespace",
                          "cycler",
                          "joiner",
                          "lipsum",
                          "now",
                          "undef",
                          "m",
                          "x"))
                  + "("
                  + arguments(inner)
                  + ")";
    };
  }

  private String operand(int depth) {
    return random.nextInt(3) == 0 ? "(" + expression(depth) + ")" : expression(0);
  }

  private String part(int depth) {
    return random.nextInt(3) == 0 ? "" : expression(depth);
  }

  private String filter(int depth) {
    return " | " + one(filters) + optional(depth);
  }

  private String test(int depth) {
    return one(List.of(" is ", " is not ")) + one(tests) + optional(depth);
  }

  private String optional(int depth) {
    return random.nextBoolean() ? "" : "(" + arguments(depth) + ")";
  }

  private String arguments(int depth) {
    var out = new StringBuilder();
    for (var i = random.nextInt(1 + random.nextInt(4)); i >= 0; i--) {
      out.append(argument()).append(expression(Math.min(depth, 1))).append(", ");
    }
    return out.toString();
  }

  private String argument() {
    return switch (random.nextInt(14)) {
      case 0, 1 -> one(PARAMETERS) + "=";
      case 3 -> "'" + one(filters) + "', ";
      case 4 -> "'" + one(tests) + "', ";
      case 5 -> "*";
      case 6 -> "**";
      default -> "";
    };
  }

  /// A template that somebody wrote, with something of it missing, doubled, exchanged or from
  /// another one.
  String mutated(List<String> written) {
    var text = new StringBuilder(one(written));
    for (var i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
      var from = random.nextInt(text.length());
      var to = Math.min(text.length(), from + random.nextInt(12));
      switch (random.nextInt(7)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, text.substring(from, to));
        case 2 -> text.insert(from, token());
        case 3 -> text.replace(from, to, expression(1));
        case 4 -> text.insert(from, filter(1));
        case 5 -> text.setCharAt(from, (char) (32 + random.nextInt(95)));
        default -> {
          var other = one(written);
          var start = random.nextInt(other.length() + 1);
          text.insert(from, other, start, Math.min(other.length(), start + random.nextInt(30)));
        }
      }
    }
    return text.toString();
  }
}
