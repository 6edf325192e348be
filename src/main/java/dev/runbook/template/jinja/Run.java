package dev.runbook.template.jinja;

import dev.runbook.template.FileOptions;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Undefined;
import dev.runbook.yaml.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One execution of a template: the names it sees, what it exports, its blocks.
public final class Run {
  /// What a template is executed in.
  public interface Host extends Context {
    /// The value of a variable or global that no template set, or [#MISSING].
    @Nullable Object outer(String name);

    /// All names that [#outer] knows, for messages.
    Set<String> outerNames();

    /// A template by name for include, import and extends; null where there is none.
    ///
    /// @param from the file that asks
    /// @param options how that file is read: the other is read in the same way
    @Nullable Loaded load(String name, @Nullable String from, FileOptions options);

    /// Renders a literal that looks like a template.
    @Nullable Object embedded(String text);

    Limits limits();

    /// Whether results keep their types; else everything becomes text.
    boolean isNative();
  }

  /// A template found by name.
  ///
  /// @param at its start
  public record Loaded(Program program, Source at) {}

  /// The answer for a name that is not there; null is None.
  public static final Missing MISSING = Missing.MISSING;

  /// The type of [#MISSING].
  public enum Missing {
    MISSING
  }

  private final Host host;
  private final Program program;
  private final Source at;
  private final @Nullable Frame outside;
  private final boolean globalsOnly;
  private final Map<String, @Nullable Object> exported;
  private final Map<String, List<Block>> blocks;
  private @Nullable Loaded parent;

  record Block(Statements.Block statement, Run run) {}

  private Run(Host host, Program program, Source at, @Nullable Frame outside, boolean globalsOnly) {
    this.host = host;
    this.program = program;
    this.at = at;
    this.outside = outside;
    this.globalsOnly = globalsOnly;
    this.exported = new LinkedHashMap<>();
    this.blocks = new HashMap<>();
  }

  /// The template that `child` extends: it shares what the child exported, and its blocks.
  private Run(Run child, Loaded parent) {
    this.host = child.host;
    this.program = parent.program();
    this.at = parent.at();
    this.outside = child.outside;
    this.globalsOnly = child.globalsOnly;
    this.exported = child.exported;
    this.blocks = child.blocks;
  }

  /// The result of a template: its text, or natively the value of its only part.
  public static @Nullable Object render(Program program, Source at, Host host) {
    var run = new Run(host, program, at, null, false);
    var sink = Sink.of(host);
    run.execute(sink);
    return sink.result();
  }

  /// The value of an expression.
  public static @Nullable Object evaluate(Program program, Source at, Host host) {
    var run = new Run(host, program, at, null, false);
    try {
      return program.expression().eval(new Frame(run));
    } catch (Raised e) {
      throw run.error(e);
    }
  }

  static Run nested(Loaded loaded, Host host, @Nullable Frame outside) {
    return new Run(host, loaded.program(), loaded.at(), outside, outside == null);
  }

  /// Runs the template, and the ones it extends.
  void execute(Sink sink) {
    host.limits().enter();
    try {
      addBlocks();
      body(new Frame(this), sink);
      var levels = 0;
      for (var child = this; child.parent != null; ) {
        if (++levels > 50) {
          throw Raised.limit("templates extend each other without end");
        }
        var above = new Run(child, child.parent);
        above.addBlocks();
        above.inPlace(sink);
        child = above;
      }
    } catch (Raised e) {
      throw error(e);
    } finally {
      host.limits().leave();
    }
  }

  private void inPlace(Sink sink) {
    try {
      body(new Frame(this), sink);
    } catch (Raised e) {
      throw error(e);
    }
  }

  private void body(Frame frame, Sink sink) {
    for (var statement : program.body()) {
      statement.render(frame, parent == null ? sink : Sink.MUTE);
    }
  }

  private void addBlocks() {
    program
        .blocks()
        .forEach((name, block) ->
            blocks.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Block(block, this)));
  }

  void extend(Loaded loaded) {
    if (parent != null) {
      throw Raised.of("extended multiple times");
    }
    parent = loaded;
  }

  Host host() {
    return host;
  }

  Source place() {
    return at;
  }

  Program program() {
    return program;
  }

  List<Block> blocks(String name) {
    return blocks.getOrDefault(name, List.of());
  }

  Map<String, @Nullable Object> exported() {
    return exported;
  }

  /// A name that no frame holds.
  @Nullable Object outer(String name) {
    var value = exported.get(name);
    if (value != null || exported.containsKey(name)) {
      return value;
    }
    if (outside != null) {
      return outside.lookup(name);
    }
    if (name.equals("self")) {
      return new Statements.Self(Frame.ofBlock(this));
    }
    if (globalsOnly) {
      return Globals.isGlobal(name) ? host.outer(name) : MISSING;
    }
    return host.outer(name);
  }

  Undefined undefined(String name) {
    return Undefined.variable(name, host::outerNames);
  }

  @Nullable Object embedded(String text) {
    return host.embedded(text);
  }

  /// What a text means that stands where a condition's source stood.
  @Nullable Object named(String text) {
    switch (text) {
      case "True", "true" -> {
        return true;
      }
      case "False", "false" -> {
        return false;
      }
      case "None", "none" -> {
        return null;
      }
      default -> {}
    }
    if (text.isEmpty() || !text.matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*")) {
      return text;
    }
    @Nullable Object value = MISSING;
    for (var part : text.split("\\.", -1)) {
      if (value == MISSING) {
        value = outer(part);
        if (value == MISSING) {
          return undefined(part);
        }
      } else {
        value = dev.runbook.template.value.Attributes.attribute(value, part);
      }
    }
    return value;
  }

  /// Where an offset of the template stands.
  Source place(int offset) {
    return program.place(offset, at);
  }

  /// The error with its place.
  TemplateError error(Raised raised) {
    return program.error(raised, at);
  }
}
