package dev.runbook.template.lookups;

import dev.runbook.config.Config;
import dev.runbook.template.Omit;
import dev.runbook.template.TemplateError;
import dev.runbook.template.value.Arguments;
import dev.runbook.template.value.Context;
import dev.runbook.template.value.Invocable;
import dev.runbook.template.value.Nearest;
import dev.runbook.template.value.Operation;
import dev.runbook.template.value.Paths;
import dev.runbook.template.value.Raised;
import dev.runbook.template.value.Text;
import dev.runbook.template.value.Undefined;
import dev.runbook.template.value.Values;
import java.nio.file.InvalidPathException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All lookups by name, and the functions that call them.
public final class Lookups {
  private final Map<String, Lookup> all = new HashMap<>();
  private final Map<String, Object> globals = new HashMap<>();

  /// @param config what `config` tells of
  public Lookups(Config config) {
    ListLookups.addTo(all);
    VariableLookups.addTo(all);
    FileLookups.addTo(all);
    ProgramLookups.addTo(all);
    all.put("sequence", new SequenceLookup());
    all.put("password", new PasswordLookup());
    all.put("ini", new IniLookup());
    all.put("csvfile", new CsvLookup());
    all.put("url", new UrlLookup());
    all.put("first_found", new FirstFoundLookup());
    all.put("inventory_hostnames", new HostLookup());
    all.put("config", new ConfigLookup(config));
    all.put("community.general.random_string", new RandomStringLookup());
    all.put("community.general.merge_variables", new MergeVariablesLookup());
    for (var filter :
        List.of("ansible.utils.get_path", "ansible.utils.to_paths", "ansible.utils.index_of")) {
      all.put(filter, r -> asFilter(filter, r));
    }
    globals.put("lookup", (Invocable) (a, c) -> call(a, c, false));
    globals.put("query", (Invocable) (a, c) -> call(a, c, true));
    globals.put("q", (Invocable) (a, c) -> call(a, c, true));
    globals.put("omit", Omit.OMIT);
    globals.put(
        "now", Operation.of("now", "utc=false fmt=null", (_, a) -> now(a.truth(0), a.at(1))));
    globals.put(
        "undef",
        Operation.of(
            "undef",
            "hint=null",
            (_, a) ->
                Undefined.hinted(
                    !Values.truth(a.at(0))
                        ? "Mandatory variable has not been overridden"
                        : a.string(0))));
  }

  /// A function or value that every template sees, or null.
  public @Nullable Object global(String name) {
    return globals.get(name);
  }

  private static Object now(boolean utc, @Nullable Object format) {
    var time = utc ? LocalDateTime.now(ZoneOffset.UTC) : LocalDateTime.now(ZoneId.systemDefault());
    time = time.truncatedTo(ChronoUnit.MICROS);
    return format == null
        ? time
        : dev.runbook.template.value.Strftime.format(
            Text.str(format), time.atZone(utc ? ZoneOffset.UTC : java.time.ZoneId.systemDefault()));
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  /// Runs a lookup by its short or full name.
  public List<@Nullable Object> run(
      String name,
      List<? extends @Nullable Object> terms,
      Map<String, @Nullable Object> options,
      Context context) {
    var lookup = find(name);
    if (lookup == null) {
      throw new Raised(
          TemplateError.Kind.LOOKUP,
          "lookup plugin (" + name + ") not found",
          Nearest.hint(name, all.keySet()));
    }
    try {
      return lookup.run(new Request(name, terms, options, context));
    } catch (InvalidPathException e) {
      throw Raised.lookup(Paths.invalid(e));
    }
  }

  /// A lookup that is a filter too: the first term is what that filters.
  private static List<@Nullable Object> asFilter(String filter, Request r) {
    if (r.terms().isEmpty()) {
      throw Raised.lookup("missing required arguments: data");
    }
    var named = new LinkedHashMap<>(r.options());
    named.put("wantlist", true);
    var rest = new ArrayList<@Nullable Object>(r.terms().subList(1, r.terms().size()));
    var found =
        r.context()
            .filter(filter)
            .on(r.terms().getFirst(), new Arguments(rest, named), r.context());
    return Values.items(found);
  }

  private @Nullable Lookup find(String name) {
    var known = all.get(name);
    if (known != null) {
      return known;
    }
    var dot = name.lastIndexOf('.');
    if (dot > 0) {
      return switch (name.substring(0, dot + 1)) {
        case "ansible.builtin.", "ansible.legacy.", "community.general." ->
            all.get(name.substring(dot + 1));
        default -> null;
      };
    }
    return null;
  }

  private @Nullable Object call(Arguments given, Context context, boolean wantsList) {
    var positional = given.positional();
    if (positional.isEmpty() || !(positional.getFirst() instanceof String name)) {
      throw Raised.lookup("a lookup needs its name as the first argument");
    }
    var options = new LinkedHashMap<>(given.named());
    var list = wantsList;
    if (options.containsKey("wantlist")) {
      list = Values.truth(options.remove("wantlist"));
    }
    var errors = options.containsKey("errors") ? Text.str(options.remove("errors")) : "strict";
    options.remove("allow_unsafe");
    var terms = new ArrayList<@Nullable Object>();
    for (var term : positional.subList(1, positional.size())) {
      // first_found passes over what is undefined.
      if (!name.endsWith("first_found")) {
        Undefined.demand(term);
      }
      terms.add(term instanceof Undefined ? term : context.finished(term));
    }
    options.replaceAll((key, value) ->
        value instanceof Undefined && key.equals("default") ? value : context.finished(value));
    try {
      var found = run(name, terms, options, context);
      return list ? found : joined(found);
    } catch (Raised e) {
      return failed(e, errors, list, context);
    } catch (TemplateError e) {
      if (e.kind() == TemplateError.Kind.UNDEFINED) {
        throw e;
      }
      return failed(new Raised(e.kind(), e.text(), e.hint()), errors, list, context);
    }
  }

  private static @Nullable Object failed(
      Raised error, String errors, boolean list, Context context) {
    if (error.kind() == TemplateError.Kind.UNDEFINED
        || error.kind() == TemplateError.Kind.LIMIT
        || (!errors.equals("ignore") && !errors.equals("warn"))) {
      throw error;
    }
    if (errors.equals("warn")) {
      context.warn("Lookup failed but the error is being ignored: " + error.text());
    }
    return list ? List.of() : null;
  }

  /// Texts are joined with commas; a single other value stands for itself.
  private static @Nullable Object joined(List<@Nullable Object> found) {
    if (found.isEmpty()) {
      return found;
    }
    for (var one : found) {
      if (!(one instanceof String)) {
        return found.size() == 1 ? found.getFirst() : found;
      }
    }
    return found.size() == 1
        ? found.getFirst()
        : String.join(",", found.stream().map(Text::str).toList());
  }
}
