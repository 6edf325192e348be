package dev.runbook.template;

import dev.runbook.config.Config;
import dev.runbook.template.filters.Filters;
import dev.runbook.template.jinja.Globals;
import dev.runbook.template.jinja.Program;
import dev.runbook.template.jinja.Run;
import dev.runbook.template.jinja.Syntax;
import dev.runbook.template.lookups.Lookups;
import dev.runbook.template.tests.Tests;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Nearest;
import dev.runbook.template.value.Operation;
import dev.runbook.yaml.Source;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The template engine of one run: parsed templates by source, the filters, tests, lookups and
/// globals. Shared by all threads.
public final class Templates implements Program.Library {
  private static final int MAX_CACHED = 20_000;

  private final Map<String, Program> values = new ConcurrentHashMap<>();
  private final Map<String, Program> conditions = new ConcurrentHashMap<>();
  private final Map<String, Program> expressions = new ConcurrentHashMap<>();
  private final Map<Key, Program> files = new ConcurrentHashMap<>();
  private final Map<String, String> opened = Collections.synchronizedMap(new IdentityHashMap<>());
  private final Filters filters = new Filters();
  private final Tests tests = new Tests();
  private final Lookups lookups;
  private final Additions additions;
  private final AtomicBoolean toldOldCondition = new AtomicBoolean();
  private final AtomicBoolean toldLooseCondition = new AtomicBoolean();
  private final Program.Library typosOnly = new TyposOnly();

  /// With what there is, and the configuration that is found from here.
  public Templates() {
    this(
        new Additions(),
        Config.load(
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("user.home")),
            _ -> {}));
  }

  /// With more filters, tests and functions.
  ///
  /// @param config what `lookup('config')` tells of
  public Templates(Additions additions, Config config) {
    this.additions = additions;
    this.lookups = new Lookups(config);
  }

  /// Whether a variable with this name would hide a function that every template has.
  public static boolean isReserved(String name) {
    return Globals.isGlobal(name);
  }

  /// Takes every name that is like none of ours.
  private final class TyposOnly implements Program.Library {
    @Override
    public @Nullable Operation filter(String name) {
      var found = Templates.this.filter(name);
      return found == null && nearFilter(name) == null ? filters.find("string") : found;
    }

    @Override
    public @Nullable Operation test(String name) {
      var found = Templates.this.test(name);
      return found == null && nearTest(name) == null ? tests.find("defined") : found;
    }

    @Override
    public @Nullable String nearFilter(String name) {
      return Templates.this.nearFilter(name);
    }

    @Override
    public @Nullable String nearTest(String name) {
      return Templates.this.nearTest(name);
    }
  }

  private record Key(String text, Syntax syntax) {}

  /// What was written encrypted, by the very text that came out of it: as many as there are such
  /// values in files, since each is opened once.
  Map<String, String> opened() {
    return opened;
  }

  /// Whether no condition with delimiters was met before: one warning of them is enough.
  boolean firstOldCondition() {
    return !toldOldCondition.getAndSet(true);
  }

  /// Whether no condition without a boolean result was met before.
  boolean firstLooseCondition() {
    return !toldLooseCondition.getAndSet(true);
  }

  /// Binds the engine to what one task of one host sees. Cheap: called for every task of every
  /// host.
  public Templar on(Variables variables, Surroundings surroundings) {
    return new Templar(this, variables, surroundings);
  }

  /// Parses every template in a raw value, for what is wrong before there are variables. A filter
  /// or test that is like none we have may be a project's own: the run tells.
  public void check(@Nullable Object raw) {
    switch (raw) {
      case Template template ->
          Program.template(template.text(), Syntax.VALUE, typosOnly, template.at());
      case Map<?, ?> map -> map.values().forEach(this::check);
      case List<?> list -> list.forEach(this::check);
      case null, default -> {}
    }
  }

  /// Parses a condition as [Templar#condition] does.
  ///
  /// @param at where a condition that is plain text stands
  public void checkCondition(@Nullable Object raw, Source at) {
    switch (raw) {
      case List<?> all -> all.forEach(one -> checkCondition(one, at));
      case Template template -> checkCondition(template.text().strip(), template.at());
      case String text when text.isBlank() || Conditions.isWholeTemplate(text) -> {}
      case String text -> Program.expression(text.strip(), Syntax.CONDITION, typosOnly, at);
      case null, default -> {}
    }
  }

  static Syntax syntaxOf(FileOptions options) {
    return options.equals(FileOptions.DEFAULT)
        ? Syntax.FILE
        : new Syntax(options, Syntax.FILE.escapes(), Syntax.FILE.literals());
  }

  @SuppressWarnings("ReferenceEquality") // two syntaxes have caches of their own
  Program template(String text, Syntax syntax, Source at) {
    if (syntax == Syntax.VALUE) {
      var known = values.get(text);
      return known != null ? known : keep(values, text, Program.template(text, syntax, this, at));
    }
    var key = new Key(text, syntax);
    var known = files.get(key);
    return known != null ? known : keep(files, key, Program.template(text, syntax, this, at));
  }

  @SuppressWarnings("ReferenceEquality")
  Program expression(String text, Syntax syntax, Source at) {
    var cache = syntax == Syntax.CONDITION ? conditions : expressions;
    var known = cache.get(text);
    return known != null ? known : keep(cache, text, Program.expression(text, syntax, this, at));
  }

  private static <K> Program keep(Map<K, Program> cache, K key, Program program) {
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(key, program);
    return program;
  }

  Run.@Nullable Loaded load(
      String name, @Nullable String from, FileOptions options, Surroundings surroundings) {
    var found = TemplateFiles.find(name, from, surroundings);
    if (found == null) {
      return null;
    }
    var at = new Source(found.path().toString(), 1, 1);
    return new Run.Loaded(template(found.text(), syntaxOf(options), at), at);
  }

  @Override
  public @Nullable Operation filter(String name) {
    var added = additions.filters().get(name);
    if (added != null) {
      return added;
    }
    var found = filters.find(name);
    // Before 2.9 tests were filters: result|success, version|version_compare('1', '<')
    return found != null ? found : tests.asFilter(name);
  }

  @Override
  public @Nullable Operation test(String name) {
    var added = additions.tests().get(name);
    return added != null ? added : tests.find(name);
  }

  @Override
  public @Nullable String nearFilter(String name) {
    return Nearest.hint(name, filters.names());
  }

  @Override
  public @Nullable String nearTest(String name) {
    return Nearest.hint(name, tests.names());
  }

  boolean hasLookup(String name) {
    return lookups.has(name);
  }

  @Nullable Object global(String name) {
    var added = additions.functions().get(name);
    return added != null ? added : lookups.global(name);
  }

  List<@Nullable Object> lookup(
      String name,
      List<? extends @Nullable Object> terms,
      Map<String, @Nullable Object> options,
      Context context) {
    return lookups.run(name, terms, options, context);
  }
}
