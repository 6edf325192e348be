package dev.runbook.template.value;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of `str`.
final class StringMethods {
  private static final Map<String, Operation> ALL = table();

  private StringMethods() {}

  static @Nullable Operation find(String name) {
    return ALL.get(name);
  }

  interface Body {
    @Nullable Object run(String text, Args args);
  }

  private static void add(Map<String, Operation> all, String name, String parameters, Body body) {
    all.put(name, Operation.of(name, parameters, (x, a) -> body.run((String) demand(x), a)));
  }

  private static Object demand(@Nullable Object value) {
    if (value == null) {
      throw Raised.of("descriptor requires a 'str' object");
    }
    return value;
  }

  private static Map<String, Operation> table() {
    var all = new LinkedHashMap<String, Operation>();
    add(all, "upper", "", (s, _) -> s.toUpperCase(Locale.ROOT));
    add(all, "lower", "", (s, _) -> s.toLowerCase(Locale.ROOT));
    add(all, "casefold", "", (s, _) -> s.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    add(all, "title", "", (s, _) -> Letters.title(s));
    add(all, "capitalize", "", (s, _) -> Letters.capitalize(s));
    add(all, "swapcase", "", (s, _) -> Letters.swapCase(s));
    add(all, "strip", "chars=null", (s, a) -> Letters.strip(s, a.textOrNull(0), true, true));
    add(all, "lstrip", "chars=null", (s, a) -> Letters.strip(s, a.textOrNull(0), true, false));
    add(all, "rstrip", "chars=null", (s, a) -> Letters.strip(s, a.textOrNull(0), false, true));
    add(
        all,
        "split",
        "sep=null maxsplit=-1",
        (s, a) -> Splits.split(s, a.textOrNull(0), a.whole(1)));
    add(
        all,
        "rsplit",
        "sep=null maxsplit=-1",
        (s, a) -> Splits.rsplit(s, a.textOrNull(0), a.whole(1)));
    add(all, "splitlines", "keepends=false", (s, a) -> Splits.lines(s, a.truth(0)));
    add(all, "partition", "sep", (s, a) -> Splits.partition(s, s.indexOf(a.text(0)), a));
    add(
        all,
        "rpartition",
        "sep",
        (s, a) -> {
          var at = s.lastIndexOf(a.text(0));
          return at < 0 ? Tuple.of("", "", s) : Splits.partition(s, at, a);
        });
    add(all, "join", "iterable", (s, a) -> Splits.join(s, Values.items(a.at(0))));
    add(
        all,
        "replace",
        "old new count=-1",
        (s, a) -> Splits.replace(s, a.text(0), a.text(1), a.whole(2)));
    add(all, "find", "sub start=null end=null", (s, a) -> Search.find(s, a, false));
    add(all, "rfind", "sub start=null end=null", (s, a) -> Search.find(s, a, true));
    add(all, "index", "sub start=null end=null", (s, a) -> Search.index(s, a, false));
    add(all, "rindex", "sub start=null end=null", (s, a) -> Search.index(s, a, true));
    add(all, "count", "sub start=null end=null", (s, a) -> Search.count(s, a));
    add(all, "startswith", "prefix start=null end=null", (s, a) -> Search.edge(s, a, true));
    add(all, "endswith", "suffix start=null end=null", (s, a) -> Search.edge(s, a, false));
    add(
        all,
        "removeprefix",
        "prefix",
        (s, a) -> s.startsWith(a.text(0)) ? s.substring(a.text(0).length()) : s);
    add(
        all,
        "removesuffix",
        "suffix",
        (s, a) -> s.endsWith(a.text(0)) ? s.substring(0, s.length() - a.text(0).length()) : s);
    add(all, "format", "*rest **named", (s, a) -> Braces.format(s, a.rest(), a.named()));
    add(
        all,
        "format_map",
        "mapping",
        (s, a) -> Braces.format(s, java.util.List.of(), named(a.at(0))));
    add(all, "zfill", "width", (s, a) -> Letters.zfill(s, a.whole(0)));
    add(all, "ljust", "width fillchar=null", (s, a) -> Letters.pad(s, a, 0));
    add(all, "rjust", "width fillchar=null", (s, a) -> Letters.pad(s, a, 1));
    add(all, "center", "width fillchar=null", (s, a) -> Letters.pad(s, a, 2));
    add(all, "expandtabs", "tabsize=8", (s, a) -> Letters.expandTabs(s, a.whole(0)));
    add(
        all,
        "encode",
        "encoding=utf-8 errors=strict",
        (s, a) -> new Blob(s.getBytes(Blob.charset(a.text(0)))));
    add(all, "isdigit", "", (s, _) -> Letters.all(s, Letters::isDigit));
    add(all, "isdecimal", "", (s, _) -> Letters.all(s, Character::isDigit));
    add(
        all,
        "isnumeric",
        "",
        (s, _) ->
            Letters.all(
                s,
                c ->
                    Letters.isDigit(c)
                        || Character.getType(c) == Character.OTHER_NUMBER
                        || Character.getType(c) == Character.LETTER_NUMBER));
    add(all, "isalpha", "", (s, _) -> Letters.all(s, Character::isLetter));
    add(all, "isalnum", "", (s, _) -> Letters.all(s, Character::isLetterOrDigit));
    add(all, "isspace", "", (s, _) -> Letters.all(s, Letters::isSpace));
    add(all, "isascii", "", (s, _) -> s.chars().allMatch(c -> c < 128));
    add(all, "isprintable", "", (s, _) -> s.codePoints().allMatch(Text::isPrintable));
    add(
        all,
        "islower",
        "",
        (s, _) -> s.equals(s.toLowerCase(Locale.ROOT)) && !s.equals(s.toUpperCase(Locale.ROOT)));
    add(
        all,
        "isupper",
        "",
        (s, _) -> s.equals(s.toUpperCase(Locale.ROOT)) && !s.equals(s.toLowerCase(Locale.ROOT)));
    add(
        all,
        "istitle",
        "",
        (s, _) ->
            s.equals(Letters.title(s))
                && !s.equals(s.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)));
    add(all, "isidentifier", "", (s, _) -> Letters.isIdentifier(s));
    add(all, "translate", "table", (s, a) -> Letters.translate(s, a.at(0)));
    add(all, "__len__", "", (s, _) -> Values.length(s));
    add(all, "__contains__", "key", (s, a) -> Compare.contains(s, a.at(0)));
    add(all, "__getitem__", "key", (s, a) -> Attributes.item(s, a.at(0)));
    add(all, "__str__", "", (s, _) -> s);
    return all;
  }

  private static Map<String, @Nullable Object> named(@Nullable Object value) {
    var named = new LinkedHashMap<String, @Nullable Object>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> named.put(Text.str(k), v));
    }
    return named;
  }
}
