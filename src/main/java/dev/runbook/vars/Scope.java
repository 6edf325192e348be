package dev.runbook.vars;

import dev.runbook.inventory.Layer;
import dev.runbook.template.Variables;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables as layers, the strongest first. Nothing is copied: a name is looked for layer by layer.
 */
public final class Scope implements Variables {

  /** What happens to mappings that several layers set. */
  public enum Hashes {
    REPLACE,
    MERGE;

    /** Adds variables of the same kind, the later ones. */
    public void add(
        Map<String, @Nullable Object> all, Map<String, ? extends @Nullable Object> more) {
      var before = new LinkedHashMap<>(all);
      all.putAll(more);
      if (this == MERGE) {
        more.forEach((name, value) -> all.put(name, merge(before.get(name), value)));
      }
    }
  }

  /** The layers of a task, its blocks and includes: among these a later mapping replaces. */
  public static final String OF_TASK = "task and block vars";

  private final Magic magic;
  private final List<Layer> layers;
  private final Hashes hashes;

  public Scope(Magic magic, List<Layer> layers, Hashes hashes) {
    this.magic = magic;
    this.layers = layers;
    this.hashes = hashes;
  }

  /** The same with one more variable of the run itself. */
  public Scope with(String name, @Nullable Object value) {
    return new Scope(new Magic(magic).put(name, value), layers, hashes);
  }

  @Override
  public boolean has(String name) {
    if (magic.has(name)) {
      return true;
    }
    for (var layer : layers) {
      if (layer.values().containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Object get(String name) {
    if (magic.has(name)) {
      return magic.get(name, this);
    }
    return hashes == Hashes.MERGE ? merged(name) : first(name);
  }

  private @Nullable Object first(String name) {
    for (var layer : layers) {
      var value = layer.values().get(name);
      if (value != null || layer.values().containsKey(name)) {
        return value;
      }
    }
    return null;
  }

  private @Nullable Object merged(String name) {
    var setting = layers.stream().filter(layer -> layer.values().containsKey(name)).toList();
    var ofTask = setting.stream().map(Layer::what).toList().indexOf(OF_TASK);
    Object result = null;
    for (var i = setting.size() - 1; i >= 0; i--) {
      if (i == ofTask || !setting.get(i).what().equals(OF_TASK)) {
        result = merge(result, setting.get(i).values().get(name));
      }
    }
    return result;
  }

  /** What a later value makes of an earlier one under {@code hash_behaviour=merge}. */
  public static @Nullable Object merge(@Nullable Object below, @Nullable Object above) {
    if (below instanceof Map<?, ?> a && above instanceof Map<?, ?> b) {
      var both = new LinkedHashMap<@Nullable Object, @Nullable Object>(a);
      b.forEach((k, v) -> both.put(k, merge(both.get(k), v)));
      return both;
    }
    return above;
  }

  /** The layers that set a variable, the one that wins first. */
  public List<Layer> setting(String name) {
    if (magic.has(name)) {
      return List.of(new Layer("magic variable", Map.of()));
    }
    return layers.stream().filter(layer -> layer.values().containsKey(name)).distinct().toList();
  }

  /** The names that somebody wrote or a host told, without those of the run itself. */
  public Set<String> written() {
    var names = names();
    names.removeIf(magic::has);
    return names;
  }

  @Override
  public Set<String> names() {
    var all = new LinkedHashSet<String>();
    for (var layer : layers.reversed()) {
      synchronized (layer.values()) {
        all.addAll(layer.values().keySet());
      }
    }
    all.addAll(magic.names());
    return all;
  }
}
