package dev.runbook.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.runbook.module.Change;
import dev.runbook.module.Result;
import dev.runbook.module.TaskModule;
import dev.runbook.yaml.Node;
import dev.runbook.yaml.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of cases for one module, {@code src/test/resources/modules/NAME.yml}:
 *
 * <pre>
 * recorded: ansible-core 2.14.18        # where the expected values come from
 * module: ansible.builtin.file          # its full name
 * cases:
 *   - name: a folder is made            # everything but name and args may be left out
 *     setup: mkdir a; chmod 700 a       # sh, on this machine, in $DIR
 *     controller: {files/x: text}       # files on the controller's side ($DIR.controller)
 *     vars: {name: value}               # variables of the host
 *     args: {path: $DIR/a/b, state: directory}
 *     expect: {changed: true, mode: "0755", owner: {matches: ro+t}}   # keys of the result
 *     without: [backup_file]            # keys that the result must not have
 *     fails: msg                        # or {matches: regex}: the task must fail
 *     invalid: text                     # or {matches: regex}: the arguments must be refused
 *     diff: [{what: ..., before: ..., after: ..., source: ...}]
 *     after: test -d a/b                # sh that must succeed afterwards
 *     check: {changed: false}           # what check mode says instead; "skip" to leave it out
 *     again: {changed: true}            # what a second run says; "skip" to leave it out
 *     trips: 2                          # round trips that an unchanged second run may take
 *     shells: [sh]                      # of sh, bash and busybox
 *     root: true                        # only works for the superuser
 *     needs: [rsync]                    # programs that this machine must have
 *     watch: cat f                      # what check mode must not touch; without it, all of $DIR
 * </pre>
 *
 * <p>Every case runs in check mode first, and must touch nothing and report the same {@code
 * changed}; then for real; then again, and must report no change in one round trip. {@code $DIR} in
 * any text stands for the case's folder.
 */
record ModuleTable(String recorded, TaskModule<?> module, List<Case> cases) {

  record Case(String name, Map<String, Object> given) {
    @Nullable Object get(String key) {
      return given.get(key);
    }

    String text(String key) {
      var value = given.get(key);
      return value == null ? "" : String.valueOf(value);
    }

    List<?> list(String key) {
      return given.get(key) instanceof List<?> list ? list : List.of();
    }

    Map<?, ?> map(String key) {
      return given.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
  }

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "setup",
          "controller",
          "vars",
          "args",
          "expect",
          "without",
          "fails",
          "invalid",
          "diff",
          "after",
          "check",
          "again",
          "trips",
          "shells",
          "root",
          "needs",
          "watch");

  static ModuleTable read(Path file, Map<String, TaskModule<?>> modules) {
    var shown = file.toString();
    var parsed = value(Yaml.parse(Yaml.read(file, shown), shown, (_, _) -> {}));
    if (!(parsed instanceof Map<?, ?> table)) {
      throw new AssertionError(file + ": no table");
    }
    var name = String.valueOf(table.get("module"));
    var module = assertNotNull(modules.get(name), file + ": there is no module " + name);
    var cases = new ArrayList<Case>();
    for (var item : (List<?>) assertNotNull(table.get("cases"), file + ": no cases")) {
      var given = new LinkedHashMap<String, Object>();
      ((Map<?, ?>) item).forEach((k, v) -> given.put(String.valueOf(k), v));
      for (var key : given.keySet()) {
        assertTrue(KEYS.contains(key), file + ": unknown key " + key);
      }
      cases.add(new Case(String.valueOf(given.get("name")), given));
    }
    return new ModuleTable(String.valueOf(table.get("recorded")), module, cases);
  }

  private static <T> T assertNotNull(@Nullable T value, String message) {
    if (value == null) {
      throw new AssertionError(message);
    }
    return value;
  }

  static @Nullable Object value(@Nullable Node node) {
    return switch (node) {
      case null -> null;
      case Node.Scalar s -> s.value();
      case Node.Sequence s -> s.items().stream().map(ModuleTable::value).toList();
      case Node.Mapping m -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        m.entries().forEach(e -> map.put(e.name(), value(e.value())));
        yield map;
      }
    };
  }

  /** The same value with {@code $DIR} filled in everywhere. */
  static @Nullable Object filled(@Nullable Object value, String dir) {
    return switch (value) {
      case String s -> s.replace("$DIR", dir);
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(v -> copy.add(filled(v, dir)));
        yield copy;
      }
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), filled(v, dir)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  static void expect(Map<?, ?> wanted, Result result) {
    var values = new LinkedHashMap<String, @Nullable Object>(result.values());
    values.put("changed", result.isChanged());
    wanted.forEach((key, value) -> match(String.valueOf(key), value, values.get(key), values));
  }

  /**
   * A mapping with the one key {@code matches} is a regular expression; other mappings may say
   * less.
   */
  static void match(String where, @Nullable Object wanted, @Nullable Object got, Object all) {
    if (wanted instanceof Map<?, ?> map && map.size() == 1 && map.get("matches") != null) {
      var pattern = Pattern.compile(String.valueOf(map.get("matches")), Pattern.DOTALL);
      if (!pattern.matcher(String.valueOf(got)).find()) {
        fail(where + ": " + got + " does not match " + pattern + " in " + all);
      }
    } else if (wanted instanceof Map<?, ?> map && got instanceof Map<?, ?> values) {
      map.forEach((k, v) -> match(where + "." + k, v, values.get(k), all));
    } else {
      assertEquals(plain(wanted), plain(got), () -> where + " in " + all);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Integer i ? Long.valueOf(i) : value;
  }

  static void expectDiff(List<?> wanted, List<Change> diff) {
    assertEquals(wanted.size(), diff.size(), () -> "number of changes in " + diff);
    for (var i = 0; i < wanted.size(); i++) {
      var change = diff.get(i);
      var got = new LinkedHashMap<String, @Nullable Object>();
      got.put("what", change.what());
      got.put("before", change.before());
      got.put("after", change.after());
      got.put("source", change.source());
      match("diff", wanted.get(i), got, diff);
    }
  }
}
