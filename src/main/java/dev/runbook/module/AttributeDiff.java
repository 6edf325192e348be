package dev.runbook.module;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Attributes before and after, as the `file` module shows them, and the commands between.
public final class AttributeDiff {
  private final Map<String, @Nullable Object> before = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> after = new LinkedHashMap<>();
  private List<String> commands = List.of();

  /// One attribute; values of any JSON type.
  public AttributeDiff put(String key, @Nullable Object was, @Nullable Object becomes) {
    before.put(key, was);
    after.put(key, becomes);
    return this;
  }

  /// Something that is told of the state before only.
  public AttributeDiff putBefore(String key, @Nullable Object was) {
    before.put(key, was);
    return this;
  }

  AttributeDiff without(String... keys) {
    for (var key : keys) {
      before.remove(key);
      after.remove(key);
    }
    return this;
  }

  void commands(List<String> words) {
    commands = List.copyOf(words);
  }

  /// Adds another's attributes after these.
  public AttributeDiff add(AttributeDiff other) {
    before.putAll(other.before);
    after.putAll(other.after);
    var all = new ArrayList<>(commands);
    all.addAll(other.commands);
    commands = all;
    return this;
  }

  /// Whether nothing has to be done.
  public boolean isEmpty() {
    return commands.isEmpty() && before.equals(after);
  }

  /// The script that sets them on a path.
  ///
  /// @param word the path as a word of sh
  public String commands(String word) {
    var script = new StringBuilder();
    for (var command : commands) {
      script.append(command).append(" -- ").append(word).append('\n');
    }
    return script.toString();
  }

  /// `{before: {...}, after: {...}}`, the `diff` in the result.
  public Map<String, Object> values() {
    return Map.of("before", before, "after", after);
  }

  /// For `--diff`: both sides as JSON, as Ansible prints mappings.
  public Change change() {
    return new Change("", json(before), json(after), "", List.of());
  }

  private static String json(Map<String, @Nullable Object> values) {
    return Json.write(values, JsonStyle.PRETTY) + "\n";
  }
}
