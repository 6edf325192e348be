package dev.runbook.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Makes nodes of snakeyaml's events: anchors, merge keys, positions and budgets are handled here.
 */
final class Composer {
  /**
   * How many nodes aliases may add to those that are written: 500 uses of a small anchor pass, a
   * billion laughs do not.
   */
  private static final long ALIAS_BUDGET = 1_000_000;

  private static final int DEPTH = 200;

  private static final String UNSAFE = "!unsafe";

  private String text;
  private final String file;
  private final BiConsumer<Source, String> warn;
  private ParserImpl parser;
  private final Map<String, Node> anchors = new HashMap<>();
  private final java.util.IdentityHashMap<Node, Long> weights = new java.util.IdentityHashMap<>();
  private final Set<String> open = new HashSet<>();
  private long aliased;
  private int unsafe;

  Composer(String text, String file, BiConsumer<Source, String> warn) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.file = file;
    this.warn = warn;
    this.parser = parser(this.text);
  }

  private static ParserImpl parser(String text) {
    var options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return new ParserImpl(new StreamReader(text), options);
  }

  List<@Nullable Node> documents() {
    while (true) {
      try {
        return composed();
      } catch (MarkedYAMLException e) {
        if (!"found unknown escape character /(47)".equals(e.getProblem())) {
          throw located(e);
        }
        spellSlash(e.getProblemMark());
      } catch (YAMLException e) {
        throw new ParseError(new Source(file, 0, 0), String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * {@code "\\/"} is an escape of YAML and of JSON, which snakeyaml lacks: one it knows replaces
   * it.
   */
  private void spellSlash(Mark slash) {
    var at = text.offsetByCodePoints(0, slash.getIndex());
    text = text.substring(0, at) + "x2f" + text.substring(at + 1);
    parser = parser(text);
    weights.clear();
    open.clear();
    aliased = 0;
  }

  private List<@Nullable Node> composed() {
    var found = new ArrayList<@Nullable Node>();
    next();
    while (!parser.checkEvent(Event.ID.StreamEnd)) {
      next();
      anchors.clear();
      found.add(node(0));
      next();
    }
    return found;
  }

  private Event next() {
    return parser.getEvent();
  }

  private Node node(int depth) {
    var event = next();
    if (depth > DEPTH) {
      throw new ParseError(at(event.getStartMark()), "nested more than " + DEPTH + " levels deep");
    }
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    var anchor = ((NodeEvent) event).getAnchor();
    if (anchor != null) {
      open.add(anchor);
    }
    var made =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> unsafe(start.getTag(), () -> sequence(start, depth));
          case MappingStartEvent start -> unsafe(start.getTag(), () -> mapping(start, depth));
          default -> throw new ParseError(at(event.getStartMark()), "unexpected " + event);
        };
    if (anchor != null) {
      open.remove(anchor);
      anchors.put(anchor, made);
    }
    return made;
  }

  /**
   * Reads what stands in a list or mapping, whose tag {@code !unsafe} holds for all texts in it.
   */
  private Node unsafe(@Nullable String tag, Supplier<Node> reading) {
    if (!UNSAFE.equals(tag)) {
      return reading.get();
    }
    unsafe++;
    try {
      return reading.get();
    } finally {
      unsafe--;
    }
  }

  private Node alias(AliasEvent alias) {
    var name = alias.getAnchor();
    var known = anchors.get(name);
    if (open.contains(name)) {
      throw new ParseError(at(alias.getStartMark()), "the anchor '" + name + "' contains itself");
    }
    if (known == null) {
      throw new ParseError(
          at(alias.getStartMark()),
          "found undefined alias '" + name + "'",
          "Write '&" + name + "' before the value that is meant.");
    }
    aliased += weight(known);
    if (aliased > ALIAS_BUDGET) {
      throw new ParseError(
          at(alias.getStartMark()), "aliases expand to more than " + ALIAS_BUDGET + " values");
    }
    return known;
  }

  private long weight(Node node) {
    var known = weights.get(node);
    if (known != null) {
      return known;
    }
    long sum = 1;
    switch (node) {
      case Node.Scalar _ -> {}
      case Node.Sequence s -> {
        for (var item : s.items()) {
          sum += weight(item);
        }
      }
      case Node.Mapping m -> {
        for (var entry : m.entries()) {
          sum += 1 + weight(entry.value());
        }
      }
    }
    sum = Math.min(sum, ALIAS_BUDGET * 2);
    weights.put(node, sum);
    return sum;
  }

  private Node sequence(SequenceStartEvent start, int depth) {
    var items = new ArrayList<Node>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      items.add(node(depth + 1));
    }
    next();
    return new Node.Sequence(List.copyOf(items), at(start.getStartMark()));
  }

  private Node mapping(MappingStartEvent start, int depth) {
    var own = new LinkedHashMap<Object, Node.Entry>();
    var merged = new ArrayList<Node.Mapping>();
    var nothing = new Object();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      var key = node(depth + 1);
      if (!(key instanceof Node.Scalar scalar)) {
        throw unhashable(key);
      }
      var value = node(depth + 1);
      if (scalar.style() == Node.Style.PLAIN && scalar.text().equals("<<")) {
        merge(value, merged);
        continue;
      }
      var identity = scalar.value() == null ? nothing : scalar.value();
      var before = own.get(identity);
      if (before != null) {
        warn.accept(
            scalar.at(),
            "found a duplicate dict key ("
                + scalar.text()
                + "), first at line "
                + before.key().at().line());
      }
      own.put(identity, new Node.Entry(scalar, value));
    }
    next();
    for (var source : merged) {
      for (var entry : source.entries()) {
        var identity = entry.key().value();
        own.putIfAbsent(identity == null ? nothing : identity, entry);
      }
    }
    return new Node.Mapping(List.copyOf(own.values()), at(start.getStartMark()));
  }

  private static void merge(Node value, List<Node.Mapping> merged) {
    switch (value) {
      case Node.Mapping m -> merged.add(m);
      case Node.Sequence s -> {
        for (var item : s.items()) {
          if (!(item instanceof Node.Mapping m)) {
            throw new ParseError(item.at(), "expected a mapping for merging");
          }
          merged.add(m);
        }
      }
      case Node.Scalar s ->
          throw new ParseError(s.at(), "expected a mapping or list of mappings for merging");
    }
  }

  private static ParseError unhashable(Node key) {
    return new ParseError(
        key.at(),
        "a mapping or list cannot be a key",
        "A value that starts with a template must be quoted: \"{{ ... }}\".");
  }

  private Node scalar(ScalarEvent event) {
    var style =
        switch (event.getScalarStyle()) {
          case PLAIN -> Node.Style.PLAIN;
          case LITERAL, FOLDED -> Node.Style.BLOCK;
          case SINGLE_QUOTED, DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Node.Style.QUOTED;
        };
    var written = event.getValue();
    var tag = event.getTag();
    var at =
        style == Node.Style.BLOCK
            ? blockStart(event.getStartMark())
            : shifted(at(event.getStartMark()), event.getScalarStyle());
    at = withText(at, event);
    if (tag == null || tag.equals("!")) {
      var value = style == Node.Style.PLAIN && tag == null ? Plain.value(written) : written;
      return new Node.Scalar(
          value, written, style, unsafe > 0 && value instanceof String ? UNSAFE : null, at);
    }
    if (tag.startsWith("tag:yaml.org,2002:")) {
      return new Node.Scalar(
          Plain.tagged(tag.substring("tag:yaml.org,2002:".length()), written, at),
          written,
          style,
          null,
          at);
    }
    return new Node.Scalar(written, written, style, tag, at);
  }

  /** Keeps the text of a scalar with a template whose lines are folded or letters escaped. */
  private Source withText(Source at, ScalarEvent event) {
    var value = event.getValue();
    if (event.getScalarStyle() == ScalarStyle.LITERAL
        || value.indexOf('{') < 0 && value.indexOf('|') < 0) {
      return at;
    }
    var start = offset(event.getStartMark());
    var end = offset(event.getEndMark());
    if (event.getScalarStyle() == ScalarStyle.FOLDED) {
      var first = text.indexOf('\n', start) + 1;
      start = Math.min(end, first + Math.max(0, at.column() - 1));
      return new Source(at.file(), at.line(), at.column(), text.substring(start, end));
    }
    var quotes = event.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
    var raw = text.substring(start, end);
    return raw.length() - 2 * quotes == value.length()
        ? at
        : new Source(at.file(), at.line(), at.column() - quotes, raw);
  }

  private static Source shifted(Source at, ScalarStyle style) {
    return style == ScalarStyle.PLAIN ? at : new Source(at.file(), at.line(), at.column() + 1);
  }

  /** The first line of a block's content: what templates inside count from. */
  private Source blockStart(Mark mark) {
    var newline = text.indexOf('\n', offset(mark));
    if (newline < 0) {
      return at(mark);
    }
    var line = mark.getLine() + 2;
    var i = newline + 1;
    var column = 1;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
      column++;
    }
    return new Source(file, line, column);
  }

  private int offset(Mark mark) {
    return text.offsetByCodePoints(
        0, Math.min(mark.getIndex(), text.codePointCount(0, text.length())));
  }

  private Source at(@Nullable Mark mark) {
    return mark == null
        ? new Source(file, 0, 0)
        : new Source(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private ParseError located(MarkedYAMLException e) {
    var mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
    var problem = e.getProblem() == null ? "not valid YAML" : e.getProblem();
    return new ParseError(at(mark), problem.replace("\\t(TAB)", "a tab"), hint(problem, mark));
  }

  private @Nullable String hint(String problem, @Nullable Mark mark) {
    if (mark == null) {
      return null;
    }
    var lines = text.split("\n", -1);
    var line = mark.getLine() < lines.length ? lines[mark.getLine()] : "";
    var before = mark.getLine() > 0 ? lines[mark.getLine() - 1] : "";
    if (problem.contains("TAB") || line.startsWith("\t")) {
      return "YAML is indented with spaces only: replace the tab.";
    }
    if (line.contains("{{") && !line.contains("\"{{") && !line.contains("'{{")) {
      return "A value that starts with a template must be quoted: \"{{ ... }}\".";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "A value that holds ': ' must be quoted, or the line before is missing its end: check"
          + " the indentation.";
    }
    if (problem.toLowerCase(Locale.ROOT).contains("expected <block end>")) {
      return before.strip().endsWith("\"") || before.strip().endsWith("'")
          ? "A value that begins with a quote must end with it: quote the whole value."
          : "Check the indentation: the line stands at another level than its neighbours.";
    }
    if (problem.startsWith("expected ',' or")) {
      return "A bracket or brace that was opened before is not closed, or a comma is missing.";
    }
    return null;
  }
}
