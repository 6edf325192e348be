package dev.runbook.template;

import java.util.List;
import java.util.Random;

/// Writes expressions at random that make sense: every operator, filter, test and method stands
/// where its operands are of the kind that it takes.
final class TypedGrammar {
  private static final List<String> TEXT_FILTERS =
      List.of(
          "upper",
          "lower",
          "title",
          "capitalize",
          "trim",
          "string",
          "basename",
          "dirname",
          "b64encode",
          "quote",
          "escape",
          "urlencode",
          "regex_escape",
          "striptags",
          "hash('sha1')",
          "checksum",
          "md5",
          "to_uuid",
          "to_json",
          "to_yaml",
          "center(12)",
          "indent(3, true)",
          "wordwrap(5)",
          "truncate(4)",
          "comment('c')",
          "replace('a', 'bb')",
          "regex_replace('[a-m]+', '<\\\\0>')",
          "normpath",
          "expanduser",
          "win_basename",
          "default('d')",
          "default('d', true)",
          "format",
          "urlize",
          "to_nice_json | from_json",
          "b64encode | b64decode");
  private static final List<String> NUMBER_FILTERS =
      List.of(
          "abs",
          "int",
          "float | int",
          "round | int",
          "default(1)",
          "log | int",
          "root(3) | int",
          "pow(2)",
          "string | length",
          "random(seed=1)");
  private static final List<String> LIST_FILTERS =
      List.of(
          "list",
          "unique",
          "reverse | list",
          "flatten",
          "shuffle(seed=2)",
          "map('string') | list",
          "map('string') | sort",
          "select | list",
          "reject('none') | list",
          "batch(2) | list",
          "slice(2) | list",
          "zip(['a', 'b']) | list",
          "zip_longest([1]) | list",
          "union([1])",
          "difference(['a'])",
          "intersect([1, 2])",
          "symmetric_difference([2])",
          "product([0]) | list",
          "combinations(2) | list",
          "permutations(1) | list",
          "to_json | from_json",
          "to_nice_yaml | from_yaml");
  private static final List<String> MAP_FILTERS =
      List.of(
          "combine({'a': {'x': 1}}, recursive=true)",
          "combine({'z': [1]}, list_merge='append')",
          "dict2items | items2dict",
          "items | community.general.dict",
          "to_json | from_json",
          "default({})");

  private final Random random;

  TypedGrammar(Random random) {
    this.random = random;
  }

  private String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  String any(int depth) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> text(depth);
      case 2 -> number(depth);
      case 3 -> list(depth);
      case 4 -> map(depth);
      default -> truth(depth);
    };
  }

  private String text(int depth) {
    if (depth <= 0) {
      return one(
          "text", "unicode", "lines", "json", "empty", "'abc'", "'é😀'", "'10.0.0.1'", "words[0]");
    }
    var inner = depth - 1;
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> "(" + text(inner) + ") | " + one(TEXT_FILTERS);
      case 4 -> "(" + any(inner) + ") ~ (" + any(inner) + ")";
      case 5 -> "(" + list(inner) + ") | map('string') | join(" + one("','", "''", "text") + ")";
      case 6 ->
          "("
              + text(inner)
              + ")."
              + one(
                  "upper()",
                  "strip()",
                  "zfill(9)",
                  "replace('a', 'b')",
                  "title()",
                  "swapcase()",
                  "ljust(9)",
                  "expandtabs()",
                  "rstrip('c')");
      case 7 ->
          "(" + text(inner) + ")[" + one(":2", "1:", "::-1", "-3:", "::2", ":" + number(0)) + "]";
      case 8 -> "'%s-%s' % (" + any(inner) + ", " + number(inner) + ")";
      case 9 -> "'{:>8}{!r}'.format(" + text(inner) + ", " + any(inner) + ")";
      case 10 ->
          "("
              + any(inner)
              + ") | "
              + one("to_json", "to_nice_json", "to_nice_yaml", "string", "pprint", "type_debug");
      default -> "(" + text(inner) + ") * " + one("0", "1", "3");
    };
  }

  private String number(int depth) {
    if (depth <= 0) {
      return one(
          "number", "1", "7", "zero", "negative", "real", "big", "2.5", "map.a", "result.rc");
    }
    var inner = depth - 1;
    return switch (random.nextInt(8)) {
      case 0 -> "(" + number(inner) + " " + one("+", "-", "*") + " " + number(inner) + ")";
      case 1 -> "(" + number(inner) + " " + one("//", "%", "/") + " " + one("3", "-7", "2.5") + ")";
      case 2 -> "(" + text(inner) + ") | length";
      case 3 -> "(" + list(inner) + ") | " + one("length", "count");
      case 4 -> "(" + number(0) + ") | " + one(NUMBER_FILTERS.subList(0, 5));
      case 5 -> "(" + one("number", "7", "'12'", "real") + ") | " + one(NUMBER_FILTERS);
      case 6 ->
          "["
              + number(inner)
              + ", "
              + number(inner)
              + "] | "
              + one("sum", "max", "min", "first", "last");
      default -> "(" + text(inner) + ")." + one("count('a')", "find('b')", "rfind('c')");
    };
  }

  private String list(int depth) {
    if (depth <= 0) {
      return one(
          "numbers",
          "words",
          "records",
          "nested",
          "[1, 'a', none]",
          "[]",
          "range(4) | list",
          "pair",
          "span",
          "map.b.c");
    }
    var inner = depth - 1;
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> "(" + list(inner) + ") | " + one(LIST_FILTERS);
      case 3 -> "[" + any(inner) + ", " + any(inner) + "]";
      case 4 ->
          "(" + text(inner) + ") | " + one("list", "split", "split('a')", "regex_findall('\\\\w')");
      case 5 -> "(" + text(inner) + ")." + one("split()", "splitlines()", "partition('a')");
      case 6 -> "(" + map(inner) + ") | " + one("dict2items", "list", "dictsort", "items | list");
      case 7 -> "(" + list(inner) + ")[" + one(":1", "1:", "::-1", "::2") + "]";
      default -> "(" + list(inner) + ") | list + " + one("numbers", "[" + any(inner) + "]");
    };
  }

  private String map(int depth) {
    if (depth <= 0) {
      return one("map", "result", "records[0]", "{'a': 1}", "{}", "dict(a=1, b='x')", "map.b");
    }
    var inner = depth - 1;
    return switch (random.nextInt(5)) {
      case 0, 1 -> "(" + map(inner) + ") | " + one(MAP_FILTERS);
      case 2 -> "{'a': " + any(inner) + ", 'b': " + any(inner) + "}";
      case 3 -> "dict([['k', " + any(inner) + "]])";
      default -> "(" + map(inner) + ").copy()";
    };
  }

  private String truth(int depth) {
    if (depth <= 0) {
      return one("yes", "no", "true", "result.changed", "nothing is none", "nowhere is defined");
    }
    var inner = depth - 1;
    return switch (random.nextInt(9)) {
      case 0 -> "(" + any(inner) + ") " + one("==", "!=") + " (" + any(inner) + ")";
      case 1 -> "(" + number(inner) + ") " + one("<", "<=", ">", ">=") + " (" + number(inner) + ")";
      case 2 -> "(" + text(inner) + ") " + one("<", "in", "not in") + " (" + text(inner) + ")";
      case 3 -> "(" + any(inner) + ") " + one("in", "not in") + " (" + list(inner) + ")";
      case 4 -> "(" + truth(inner) + ") " + one("and", "or") + " (" + any(inner) + ")";
      case 5 -> "not (" + any(inner) + ")";
      case 6 ->
          "("
              + any(inner)
              + ") is "
              + one(
                  "string",
                  "mapping",
                  "iterable",
                  "number",
                  "sequence",
                  "none",
                  "truthy",
                  "not falsy",
                  "defined");
      case 7 ->
          "("
              + text(inner)
              + ") is "
              + one(
                  "match('a')",
                  "search('b')",
                  "regex('c$')",
                  "lower",
                  "not upper",
                  "contains('a')");
      default ->
          "("
              + list(inner)
              + ") is "
              + one("contains(1)", "subset(words)", "superset(numbers)", "any", "not all");
    };
  }
}
