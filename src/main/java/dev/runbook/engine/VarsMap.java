package dev.runbook.engine;

import dev.runbook.template.Templar;
import dev.runbook.template.Variables;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables as a mapping: {@code vars}, and each value of {@code hostvars}. Values are evaluated
 * when they are read.
 */
final class VarsMap extends AbstractMap<String, @Nullable Object> {
  private final Variables variables;
  private final Templar templar;

  VarsMap(Variables variables, Templar templar) {
    this.variables = variables;
    this.templar = templar;
  }

  VarsMap(Variables variables, PlayRun play, dev.runbook.vars.Context where) {
    this(variables, play.run.templates.on(variables, play.surroundings(where)));
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String name && variables.has(name);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return key instanceof String name ? templar.seen(name) : null;
  }

  @Override
  public Set<String> keySet() {
    var names = new java.util.TreeSet<>(variables.names());
    names.remove("vars");
    names.remove("hostvars");
    return names;
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    var names = keySet();
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, @Nullable Object>> iterator() {
        return names.stream()
            .<Entry<String, @Nullable Object>>map(n -> new SimpleImmutableEntry<>(n, get(n)))
            .iterator();
      }

      @Override
      public int size() {
        return names.size();
      }
    };
  }
}
