package dev.runbook.modules.docker;

import dev.runbook.json.Json;
import dev.runbook.json.JsonStyle;
import dev.runbook.module.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// In which options a thing differs from what is wanted.
public final class Differences {

  /// @param wanted what the task says
  /// @param there what the engine has
  public record Difference(String name, @Nullable Object wanted, @Nullable Object there) {}

  private final List<Difference> all = new ArrayList<>();

  public void add(String name, @Nullable Object wanted, @Nullable Object there) {
    all.add(new Difference(name, wanted, there));
  }

  public void addAll(Differences others) {
    all.addAll(others.all);
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public List<Difference> all() {
    return List.copyOf(all);
  }

  /// For `--diff`: the options that differ, as JSON.
  public Change change(String what) {
    var before = new LinkedHashMap<String, @Nullable Object>();
    var after = new LinkedHashMap<String, @Nullable Object>();
    for (var difference : all) {
      before.put(difference.name(), difference.there());
      after.put(difference.name(), difference.wanted());
    }
    return new Change(what, text(before), text(after));
  }

  private static String text(Map<String, @Nullable Object> values) {
    return Json.write(values, JsonStyle.PRETTY) + "\n";
  }
}
